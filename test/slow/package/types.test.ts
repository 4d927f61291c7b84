import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute, Project, pack, ROOT } from './consumer.js';

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const SOURCE = readFileSync(join(ROOT, 'test/consumers/library.ts'), 'utf8');
const CLOCKCHAIN_SOURCE = readFileSync(join(ROOT, 'test/consumers/clockchain.ts'), 'utf8');
const BROWSER_SOURCE = readFileSync(join(ROOT, 'test/consumers/browser.ts'), 'utf8');

/** The project with types of Node, as most have it; and without, by the libraries of TypeScript alone. */
const projects = {
  '@types/node': {
    project: new Project([pack().tarball, '@types/node@20']),
    lib: ['es2023', 'esnext.disposable'],
    types: ['node'],
  },
  'no types of Node': {
    project: new Project([pack().tarball]),
    lib: ['es2023', 'esnext.disposable', 'dom'],
    types: [],
  },
};
const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

test.each([
  ['index', SOURCE],
  ['clockchain', CLOCKCHAIN_SOURCE],
])('the consumer uses every export of %s', (entry, source) => {
  const names = exportsOf(`dist/${entry}.d.ts`);
  expect(names.length).toBeGreaterThan(40);
  const missing = names.filter((name) => (source.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length < 2);
  expect(missing).toEqual([]);
});

/** The names that a file of the package exports. */
function exportsOf(file: string): string[] {
  const types = readFileSync(join(ROOT, file), 'utf8');
  // Of `a as b`, b.
  return [...types.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(
    ([, list]) => list!.match(/\w+(?=\s*(?:,|$))/g) ?? [],
  );
}

test("what the browser's library has beside the library is used, too", () => {
  const library = new Set(exportsOf('dist/index.d.ts'));
  const more = exportsOf('dist/browser.d.ts').filter((name) => !library.has(name));
  expect(more.sort()).toEqual(['BrowserKernelName', 'BrowserMinerOptions', 'WasmSource']);
  for (const name of more) expect(BROWSER_SOURCE).toMatch(new RegExp(`\\b${name}\\b[^]*\\b${name}\\b`));
});

test.for(Object.entries(resolutions))(
  'a page in strict TypeScript, without types of Node, %s',
  ([name, resolution]) => {
    const { project, lib, types } = projects['no types of Node'];
    project.write(`page-${name}/browser.mts`, BROWSER_SOURCE);
    project.write(
      `page-${name}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: {
          ...resolution,
          ...{ target: 'es2022', lib, types, noEmit: true, skipLibCheck: false, strict: true },
          ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        },
        files: ['browser.mts'],
      }),
    );
    const { code, stdout } = execute(process.execPath, [TSC, '--project', `page-${name}`], project.folder);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  },
);

describe.for(Object.entries(projects))('with %s', ([, { project, lib, types }]) => {
  test.for(Object.entries(resolutions))('strict TypeScript, %s', ([name, resolution]) => {
    project.write(`${name}/library.mts`, SOURCE);
    project.write(`${name}/clockchain.mts`, CLOCKCHAIN_SOURCE);
    project.write(
      `${name}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: {
          ...resolution,
          ...{ target: 'es2022', lib, types, noEmit: true, skipLibCheck: false, strict: true },
          ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        },
        files: ['library.mts', 'clockchain.mts'],
      }),
    );
    const { code, stdout } = execute(process.execPath, [TSC, '--project', name], project.folder);
    expect(stdout).toBe('');
    expect(code).toBe(0);
  });

  test('a wrong use is seen', () => {
    project.write(
      'wrong.mts',
      "import { createMiner } from 'mine-wasm';\nawait createMiner({ threads: 'two' });\n",
    );
    const flags = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'nodenext', '--skipLibCheck'];
    const { code, stdout } = execute(process.execPath, [TSC, ...flags, 'wrong.mts'], project.folder);
    expect(code).not.toBe(0);
    expect(stdout).toMatch(
      /wrong\.mts\(2,\d+\): error TS2322: Type 'string' is not assignable to type 'number'/,
    );
  });
});
