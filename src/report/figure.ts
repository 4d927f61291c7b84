import { type Content, type Html, html } from './html.js';

/** How wide a drawing is, in pixels of the page. */
export interface Size {
  readonly width: number;
  readonly isNarrow: boolean;
}

const WIDE: Size = { width: 920, isNarrow: false };
const NARROW: Size = { width: 343, isNarrow: true };

/**
 * Draws twice, for wide and for narrow screens, and the page's style shows one of the two: a drawing that is merely scaled has
 * letters too small to read on a telephone.
 */
export function responsive(draw: (size: Size) => Content): Html {
  return html`<div class="for-wide">${draw(WIDE)}</div><div class="for-narrow">${draw(NARROW)}</div>`;
}

export interface Drawing extends Size {
  /** Unique in the page; the two widths of one drawing get different ones of it. */
  readonly id: string;
  readonly height: number;
  /** What it is, for those who can't see it. */
  readonly title: string;
  /** What is to be seen in it. */
  readonly description: string;
}

/** An SVG that screen readers take as one picture. */
export function drawing(
  { id, width, height, isNarrow, title, description }: Drawing,
  content: Content,
): Html {
  const name = `${id}-${isNarrow ? 'narrow' : 'wide'}`;
  return html`<svg role="img" viewBox="0 0 ${width} ${height}" aria-labelledby="${name}-title ${name}-desc"><title id="${name}-title">${title}</title><desc id="${name}-desc">${description}</desc>${content}</svg>`;
}

export interface Figure {
  readonly caption?: Content;
  readonly legend?: Content;
  readonly content: Content;
}

export function figure({ caption, legend, content }: Figure): Html {
  return html`<figure>${legend}${content}${caption !== undefined && html`<figcaption>${caption}</figcaption>`}</figure>`;
}
