/** The element with this id. @throws when the page has none of this kind: index.html and the scripts have drifted apart */
export function byId<T extends Element = HTMLElement>(id: string, kind?: abstract new () => T): T {
  const element = document.getElementById(id);
  if (element === null || !(element instanceof (kind ?? HTMLElement))) {
    throw new Error(`Expected an element #${id}, got ${element}`);
  }
  return element as unknown as T;
}

export type Child = Node | string;

/** An element with attributes and children; text is always text. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const SVG = 'http://www.w3.org/2000/svg';

export function svgElement(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: Child[]
): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, `${value}`);
  made.append(...children);
  return made;
}

/** Sets an element's text; one that has it already is left alone, so that screen readers hear no news that are none. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}
