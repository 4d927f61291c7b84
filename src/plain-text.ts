/**
 * What plain text doesn't hold, as part of a regular expression's class: control and formatting characters (among them those that turn
 * the direction of a line), private ones, halves of characters, and Unicode's own line ends. Unassigned ones may stay: which they are
 * differs by the version of Unicode, and so by that of Node.
 */
const UNPRINTABLE = String.raw`\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}`;

/** Text that holds something, and nothing of these. */
export const PLAIN_TEXT = new RegExp(`^[^${UNPRINTABLE}]+$`, 'u');

/** U+FFFD stands where bytes were no UTF-8. */
const GAPS = new RegExp(String.raw`[${UNPRINTABLE}\p{Z}\uFFFD]+`, 'gu');

/**
 * Text that others wrote (a host, a file, the firmware), as it may stand in a terminal, a message or a card: one line, single spaces
 * for whatever is no letter, nothing that {@link PLAIN_TEXT} refuses.
 * @param longest in UTF-16 code units, as JSON Schema and `length` count; of a longer text the last one is `…`
 */
export function plainText(text: string, longest = Number.POSITIVE_INFINITY): string {
  const plain = text.replaceAll(GAPS, ' ').trim();
  if (plain.length <= longest) return plain;
  // Without half a character that the cut leaves.
  return `${plain.slice(0, longest - 1).replace(/\p{Cs}$/u, '')}…`;
}
