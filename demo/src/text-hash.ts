import { sha256d } from './engine.js';

/** The hash of a text, in place of a transaction's id: SHA256d of its UTF-8, 64 hex digits, display order. */
export function hashText(text: string): string {
  return [...sha256d(new TextEncoder().encode(text))]
    .reverse()
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}
