import * as v from 'valibot';
import { plainText } from '../plain-text.js';

const LONGEST = 300;

/** What a host says, as it may be shown: it must not move a terminal's cursor, nor fill the screen. */
export function hostText(text: string): string {
  return plainText(text, LONGEST);
}

/** The same, where it stands in JSON. */
export const HostText = v.pipe(v.string(), v.transform(hostText));
