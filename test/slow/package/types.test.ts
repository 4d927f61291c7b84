import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { execute, Project, pack, ROOT } from './consumer.js';

const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');
const SOURCE = readFileSync(join(ROOT, 'test/consumers/library.ts'), 'utf8');

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

test('the consumer uses every export', () => {
  const index = readFileSync(join(ROOT, 'dist/index.d.ts'), 'utf8');
  const names = [...index.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(
    ([, list]) => list!.match(/\w+/g)!,
  );
  expect(names.length).toBeGreaterThan(40);
  const missing = names.filter((name) => (SOURCE.match(new RegExp(`\\b${name}\\b`, 'g')) ?? []).length < 2);
  expect(missing).toEqual([]);
});

describe.for(Object.entries(projects))('with %s', ([, { project, lib, types }]) => {
  test.for(Object.entries(resolutions))('strict TypeScript, %s', ([name, resolution]) => {
    project.write(`${name}/library.mts`, SOURCE);
    project.write(
      `${name}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: {
          ...resolution,
          ...{ target: 'es2022', lib, types, noEmit: true, skipLibCheck: false, strict: true },
          ...{ exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true },
        },
        files: ['library.mts'],
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
