import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anchorsOf, linksOf } from './support/markdown.js';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'docs', 'bench', 'examples'].flatMap(pagesIn);

/** The Markdown files in a folder, or the file itself. */
function pagesIn(path: string): string[] {
  const whole = join(ROOT, path);
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(path, name));
}

const read = (path: string) => readFileSync(path, 'utf8');

/** What is wrong with a link, or undefined. */
function faultOf(page: string, link: string): string | undefined {
  if (/^[a-z][a-z\d+.-]*:/i.test(link)) return undefined;
  const [path = '', anchor] = link.split('#').map(decodeURIComponent);
  const file = path === '' ? join(ROOT, page) : resolve(ROOT, dirname(page), path);
  if (relative(ROOT, file).startsWith('..')) return `${link}: outside of the project`;
  if (!existsSync(file)) return `${link}: no such file`;
  if (anchor === undefined) return undefined;
  const hasAnchor = file.endsWith('.md') && anchorsOf(read(file)).includes(anchor);
  return hasAnchor ? undefined : `${link}: no such heading`;
}

it.each(PAGES)('every link in %s leads somewhere', (page) => {
  const faults = linksOf(read(join(ROOT, page))).map((link) => faultOf(page, link));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

describe('a link', () => {
  it('is found wherever Markdown has one, and not in code', () => {
    const text = [
      'See [one](a.md), [**two**](b.md#there "a title") and ![three](<c.png>), or [four][4].',
      '`[not](code.md)` nor ``[`this`](code.md)``, but [`five`](e.md).',
      '```md',
      '[not](fence.md)',
      '```',
      '[4]: d.md',
      '<a href="f.md">six</a>, [seven](g_(x).md)',
    ].join('\n');
    expect(linksOf(text).sort()).toEqual([
      ...['a.md', 'b.md#there', 'c.png', 'd.md', 'e.md', 'f.md', 'g_(x).md'],
    ]);
  });

  it.each([
    ['no-such-file.md', 'no such file'],
    ['docs/library.md#no-such-heading', 'no such heading'],
    ['#no-such-heading', 'no such heading'],
    ['package.json#name', 'no such heading'],
    ['../elsewhere.md', 'outside of the project'],
  ])('to %s is a fault', (link, fault) => {
    expect(faultOf('README.md', link)).toBe(`${link}: ${fault}`);
  });

  it.each(['https://nodejs.org/#x', 'docs/library.md#errors', 'docs/', 'LICENSE'])(
    'to %s is none',
    (link) => {
      expect(faultOf('README.md', link)).toBeUndefined();
    },
  );
});

it('a heading has the anchor that GitHub gives it', () => {
  const text = [
    '# The `--max-temp` flag: 5 °C, or so?',
    '## [A link](x.md) & more ##',
    '```sh',
    '# no heading',
    '```',
    '## Errors',
    '### Errors',
    '## snake_case – Größe',
  ].join('\n');
  expect(anchorsOf(text)).toEqual([
    ...['the---max-temp-flag-5-c-or-so', 'a-link--more', 'errors', 'errors-1', 'snake_case--größe'],
  ]);
});
