/** East Asian letters and pictures, which take two columns of a terminal and some two letters' room on a page. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60]/u;
/** Marks on the letter before, joiners and the like. */
const WITHOUT_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns a text takes, as well as that can be told without a font. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    if (WITHOUT_WIDTH.test(character)) continue;
    width += WIDE.test(character) ? 2 : 1;
  }
  return width;
}

/** A text in so many columns: what doesn't fit ends in `…`. */
export function truncate(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let short = '';
  for (const character of text) {
    if (widthOf(short + character) > columns - 1) break;
    short += character;
  }
  return `${short.trimEnd()}…`;
}
