import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const BUILT = new URL('../../dist/', import.meta.url);
/** Anything else would be one of Node's, or of a package that nobody has looked at. */
const PACKAGES = ['@assemblyscript/loader', '@noble/hashes/sha2.js', '@noble/hashes/utils.js'];

/** Every module that an entry loads, now or later, and the packages that they name. */
function graphOf(entry: string): { files: Set<string>; packages: Set<string> } {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (url: URL) => {
    if (files.has(url.href)) return;
    files.add(url.href);
    const source = readFileSync(url, 'utf8');
    const named = [...source.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(
      ([, name]) => name!,
    );
    const workers = [...source.matchAll(/new URL\('([^']+\.js)', import\.meta\.url\)/g)].map(
      ([, name]) => name!,
    );
    for (const name of [...named, ...workers]) {
      if (name.startsWith('.')) visit(new URL(name, url));
      else packages.add(name);
    }
  };
  visit(new URL(entry, BUILT));
  return { files, packages };
}

describe('the modules of mine-wasm/browser, workers included', () => {
  const { files, packages } = graphOf('browser.js');
  const names = [...files].map((file) => file.slice(BUILT.href.length));

  it('are the engine, its web workers, and values', () => {
    expect(names).toEqual(
      expect.arrayContaining(['engine/miner.js', 'engine/web-worker.js', 'bitcoin/header.js']),
    );
    expect(
      names.filter((name) => !/^(browser|common-api|errors|(engine|bitcoin)\/[\w-]+)\.js$/.test(name)),
    ).toEqual([]);
  });

  it('name no module of Node, nor piscina', () => {
    expect([...packages].sort()).toEqual(PACKAGES);
  });

  it.each(names)('%s uses no global of Node', (name) => {
    const code = readFileSync(new URL(name, BUILT), 'utf8')
      .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
      // Asks for it, and does without.
      .replace(/typeof setImmediate === 'function' \? byImmediate/, '')
      .replace(/function byImmediate[\s\S]*?\n}/, '');
    expect(code).not.toMatch(/\b(process|Buffer|global|setImmediate|require|__dirname)\b\s*[.(]|\.unref\(/);
  });

  it('have types that need no types of Node', () => {
    for (const name of names) {
      const types = readFileSync(new URL(name.replace(/\.js$/, '.d.ts'), BUILT), 'utf8');
      expect(types).not.toMatch(/NodeJS\.|\bBuffer\b|from 'node:/);
    }
  });
});
