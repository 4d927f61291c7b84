import { type Content, Html, html } from './html.js';
import { STYLES } from './styles.js';

export interface Page {
  readonly title: string;
  /** Above the title, in small letters. */
  readonly eyebrow: Content;
  readonly summary: Content;
  readonly sections: readonly Content[];
  readonly footer: Content;
}

/** Nothing is loaded or run: no script, no image, no font, from nowhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** Stripes for what must differ from a shade by more than its tone. */
const DEFINITIONS = html`<svg class="definitions" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="6"/></pattern></defs></svg>`;

/** A whole HTML page in one file, without a script. */
export function renderPage({ title, eyebrow, summary, sections, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${new Html(STYLES)}</style>
</head>
<body>
${DEFINITIONS}
<div class="sheet">
<header>
<p class="eyebrow">${eyebrow}</p>
<h1>${title}</h1>
<p class="summary">${summary}</p>
</header>
<main>
${sections}
</main>
<footer>${footer}</footer>
</div>
</body>
</html>
`.toString();
}

/** A part of a page under a heading that names it. */
export function section(id: string, heading: string, content: Content): Html {
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${heading}</h2>
${content}
</section>
`;
}
