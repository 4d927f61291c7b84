/** The schema's limit; longer than this is no name. */
const LONGEST = 300;

/**
 * Any text as a card may hold it, to be shown in terminals and on pages: one line, no control, formatting or private characters, at
 * most 300 characters; undefined if nothing is left.
 */
export function cardText(text: string | undefined): string | undefined {
  const plain = text
    ?.replaceAll(/[\p{C}\p{Z}\uFFFD]+/gu, ' ')
    .slice(0, LONGEST)
    // Half a character that the cut left.
    .replaceAll(/\p{Cs}/gu, '')
    .trim();
  return plain || undefined;
}
