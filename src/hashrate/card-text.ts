/** The schema's limit. */
const LONGEST = 300;

/** Any text as a card may hold it: one line, without control characters, not too long; undefined when nothing is left. */
export function cardText(text: string): string | undefined {
  const clean = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (clean === '') return undefined;
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}…` : clean;
}
