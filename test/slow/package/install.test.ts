import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headers } from '../../bitcoin/vectors.js';
import { execute, installNodes, Project, pack, ROOT } from './consumer.js';

const BLOCK = headers.find(({ height }) => height === 277316)!;
/** Too much for the calling thread alone. */
const RANGE = { start: BLOCK.nonce - 2_000_000, end: BLOCK.nonce + 100_000 };

const project = new Project([pack().tarball]);
const nodes = installNodes();
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** Tells in one JSON line how many worker threads were started; for ESM and for CommonJS. */
const COUNT_THREADS = `
let threads = 0;
diagnostics.subscribe('worker_threads', () => threads++);
const tell = (more) => console.log(JSON.stringify({ threads, ...more }));
`;
const SEARCH = `{ header: '${BLOCK.header.slice(0, 152)}', nonceRange: ${JSON.stringify(RANGE)} }`;

test('Node 24 is Node 24', () => {
  expect(execute(nodes['Node 24']!, ['--version'], project.folder).stdout).toMatch(/^v24\./);
});

describe('npx', () => {
  test('mine-wasm --version', () => {
    expect(execute('npx', ['mine-wasm', '--version'], project.folder)).toMatchObject({
      code: 0,
      stdout: `${version}\n`,
    });
  });

  test('mine-wasm finds a block, and passes its exit codes on', () => {
    const interval = ['--nonce-start', String(RANGE.start), '--nonce-end', String(RANGE.end)];
    const found = execute(
      'npx',
      ['mine-wasm', '--header', BLOCK.header, ...interval, '--threads', '2'],
      project.folder,
    );
    expect(found).toMatchObject({
      code: 0,
      stdout: `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`,
    });
    expect(execute('npx', ['mine-wasm', '--header', 'zz'], project.folder).code).toBe(2);
  });
});

describe.for(Object.entries(nodes))('%s', ([, node]) => {
  test('the command', () => {
    const main = join(project.folder, 'node_modules/mine-wasm/dist/cli/main.cjs');
    const interval = ['--nonce-start', String(RANGE.start), '--nonce-end', String(RANGE.end)];
    const args = [main, '--header', BLOCK.header, ...interval, '--threads', '2', '--json'];
    const { code, stdout } = execute(node, args, project.folder);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'solution', nonce: BLOCK.nonce, threads: 2 });
  });

  test('import in an ES module: two threads find the block', () => {
    const { code, stdout, stderr } = project.script(
      node,
      'search.mjs',
      `import diagnostics from 'node:diagnostics_channel';
import { createMiner } from 'mine-wasm';
${COUNT_THREADS}
const miner = await createMiner({ threads: 2 });
const { status, solution } = await miner.search(${SEARCH});
await miner.close();
tell({ status, nonce: solution.nonce, hash: solution.hash });`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({
      status: 'found',
      nonce: BLOCK.nonce,
      hash: BLOCK.hash,
      threads: 2,
    });
  });

  test('require in CommonJS', () => {
    const { code, stdout, stderr } = project.script(
      node,
      'search.cjs',
      `const diagnostics = require('node:diagnostics_channel');
const { createMiner, Header } = require('mine-wasm');
${COUNT_THREADS}
createMiner({ threads: 2 }).then(async (miner) => {
  const { solution } = await miner.search(${SEARCH});
  await miner.close();
  tell({ nonce: solution.nonce, again: Header.from(solution.header).hash() });
});`,
    );
    expect(code).toBe(0);
    expect(stderr).not.toMatch(/error/i);
    expect(JSON.parse(stdout)).toMatchObject({ nonce: BLOCK.nonce, again: BLOCK.hash, threads: 2 });
  });

  test('importing starts no threads and keeps nothing open', () => {
    const { code, stdout, stderr } = project.script(
      node,
      'import.mjs',
      // Told at the end: writing opens stdout.
      `import diagnostics from 'node:diagnostics_channel';
let threads = 0;
diagnostics.subscribe('worker_threads', () => threads++);
const moments = [];
const look = () => moments.push({ threads, resources: process.getActiveResourcesInfo() });
look();
const { createMiner } = await import('mine-wasm');
look();
await createMiner();
look();
console.log(JSON.stringify(moments));`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [before, imported, made] = JSON.parse(stdout);
    expect(before.threads).toBe(0);
    // Closing of files that were read may still be under way, anything else may not.
    const open = ({ resources }: { resources: string[] }) => resources.filter((name) => !/Req$/.test(name));
    expect(imported.threads).toBe(0);
    expect(open(imported)).toEqual(open(before));
    expect(made.threads).toBe(0);
    expect(open(made)).toEqual(open(before));
  });

  test('a miner that is idle, and never closed, lets the process end', () => {
    const { code, stdout } = project.script(
      node,
      'idle.mjs',
      `import diagnostics from 'node:diagnostics_channel';
import { createMiner } from 'mine-wasm';
${COUNT_THREADS}
const miner = await createMiner({ threads: 2 });
await miner.search(${SEARCH});
tell();`,
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout).threads).toBe(2);
  });

  test('who only wants Header and Target loads no engine', () => {
    const pure = project.loadedBy(
      node,
      'pure.mjs',
      `import { Header, merkleRoot, Target } from 'mine-wasm';
if (Header.from('${BLOCK.header}').hash() !== '${BLOCK.hash}') throw new Error('another hash');
Target.fromBits('${BLOCK.bits}');`,
    );
    expect(pure).toEqual(expect.arrayContaining(['pure.mjs', 'mine-wasm/dist/bitcoin/header.js']));
    const packages = new Set(
      pure.filter((file) => file !== 'pure.mjs').map((file) => file.split('/').slice(0, 2).join('/')),
    );
    expect([...packages].sort()).toEqual(['@noble/hashes', 'mine-wasm/dist']);
    expect(pure.filter((file) => /\/(engine|cli)\//.test(file))).toEqual([]);

    // The trace sees what a search loads, so it would have seen it above.
    const whole = project.loadedBy(
      node,
      'whole.mjs',
      `import { createMiner } from 'mine-wasm';
const miner = await createMiner({ threads: 2 });
await miner.search(${SEARCH});
await miner.close();`,
    );
    expect(whole).toContain('mine-wasm/dist/engine/miner.js');
    expect(whole.some((file) => file.startsWith('piscina/'))).toBe(true);
    // Nor does a library user load what only the command needs.
    expect(
      whole.filter((file) => /\/cli\/|^(commander|cli-|picocolors|systeminformation)/.test(file)),
    ).toEqual([]);
  });
});

test('nothing but the exports can be imported', () => {
  const { stdout } = project.script(
    process.execPath,
    'inside.mjs',
    `const codes = [];
for (const path of ['mine-wasm/dist/engine/miner.js', 'mine-wasm/build/simd.wasm', 'mine-wasm/dist/index.js']) {
  codes.push(await import(path).then(() => 'loaded', (error) => error.code));
}
const { default: manifest } = await import('mine-wasm/package.json', { with: { type: 'json' } });
console.log(JSON.stringify([...codes, manifest.version]));`,
  );
  const refused = 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  expect(JSON.parse(stdout)).toEqual([refused, refused, refused, version]);
});
