/** Markup that is safe to put into a page: made by `html` alone. */
export class Html {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in a template's place. Nothing is written for undefined and false. */
export type Content = Html | string | number | false | undefined | readonly Content[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A tagged template of HTML or SVG: strings in its places are escaped, for text as for attributes in quotes; markup made by another `html`
 * is taken as it is.
 */
export function html(strings: TemplateStringsArray, ...places: readonly Content[]): Html {
  return new Html(strings.reduce((text, string, at) => text + render(places[at - 1]) + string));
}

/** Text as HTML shows it, safe within attributes as well. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

function render(content: Content): string {
  if (content === undefined || content === false) return '';
  if (content instanceof Html) return content.toString();
  if (typeof content === 'object') return content.map(render).join('');
  return escapeHtml(String(content));
}
