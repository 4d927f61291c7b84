import { plainText } from '../../plain-text.js';

/** The schema's limit; longer than this is no name. */
export const LONGEST_TEXT = 300;

/** Any text as a card may hold it (plain-text.ts), at most 300 characters; undefined if nothing is left. */
export function cardText(text: string | undefined): string | undefined {
  return plainText(text ?? '', LONGEST_TEXT) || undefined;
}
