/** An element of a page, and what is written between its tags. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

const VOID = ['meta', 'line', 'path', 'rect'];
const TAG = /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<>]*")?)*)\s*(\/?)>/y;

/**
 * Every element of a page, in the order of their ends. Stricter than a browser, which mends what it is given.
 * @throws Error where a tag is not closed, closes another, or a character stands for itself that must be escaped
 */
export function elementsOf(page: string): Element[] {
  const elements: Element[] = [];
  const open: { name: string; attributes: Record<string, string>; from: number }[] = [];
  let at = 0;
  while (at < page.length) {
    if (page[at] !== '<') {
      if (
        /[>]|&(?!(amp|lt|gt|quot|nbsp|#39);)/y.test(page.slice(at, at + 8)) &&
        open.at(-1)?.name !== 'style'
      ) {
        throw new Error(`Not escaped: ${page.slice(at, at + 60)}`);
      }
      at++;
      continue;
    }
    if (page.startsWith('<!doctype html>', at)) {
      at += '<!doctype html>'.length;
      continue;
    }
    TAG.lastIndex = at;
    const [tag, isEnd, name = '', attributes = '', isClosed] = TAG.exec(page) ?? [];
    if (tag === undefined) throw new Error(`No tag: ${page.slice(at, at + 60)}`);
    if (isEnd) {
      const begun = open.pop();
      if (begun?.name !== name)
        throw new Error(`${begun?.name} ended by ${name}: ${page.slice(at - 60, at)}`);
      elements.push({ name, attributes: begun.attributes, text: page.slice(begun.from, at) });
    } else {
      const pairs = [...attributes.matchAll(/([\w:-]+)(?:="([^"]*)")?/g)].map(([, key, value]) => [
        key,
        value,
      ]);
      const element = { name, attributes: Object.fromEntries(pairs) };
      if (isClosed || name === 'meta') elements.push({ ...element, text: '' });
      else open.push({ ...element, from: at + tag.length });
      if (isClosed && !VOID.includes(name)) throw new Error(`HTML does not close ${name} by itself`);
    }
    at += tag.length;
  }
  if (open.length > 0) throw new Error(`Not ended: ${open.map(({ name }) => name)}`);
  return elements;
}

/** All numbers of a path, in pairs or not. */
export function numbersOf(path: string): number[] {
  return [...path.matchAll(/-?\d*\.?\d+(e[+-]?\d+)?/g)].map(([number]) => Number(number));
}
