import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headers } from '../bitcoin/vectors.js';
import { scanPlaces } from '../support/oracle.js';
import { jsonLines, run, temporaryFolder } from './command.js';
import { interval, OTHER_HEADER, windowAround } from './samples.js';

/** Its miner rolled the version: 0x2a5fe000. */
const block = headers.find(({ height }) => height === 840000)!;
const VERSION = 0x2a5fe000;
/** The header with its bits within the mask cleared. */
function cleared(mask: number): string {
  const bytes = Buffer.from(block.header, 'hex');
  bytes.writeUInt32LE((VERSION & ~mask) >>> 0, 0);
  return bytes.toString('hex');
}
/** 16 versions, of which the block's is the last. */
const MASK = 0x1e000;
const window = interval(windowAround(block.nonce, 20_000));
const command = ['--header', cleared(MASK), '--version-mask', '1e000', ...window];

test('finds the version that a miner rolled, and says it', async () => {
  const { code, stdout, stderr } = await run(command);
  expect(code).toBe(0);
  expect(stdout).toBe(
    `nonce   ${block.nonce}\nversion 2a5fe000\nhash    ${block.hash}\nheader  ${block.header}\n`,
  );
  expect(stderr).toContain(' × 16 versions (mask 0001e000) for a hash ≤ target\n');
  expect(stderr).toContain(', kernel rolling (likely the fastest)\n');
});

test.for(['auto', 'rolling', 'simd', 'scalar'])('--kernel %s --json, on two threads', async (kernel) => {
  const mask = 0x7e000;
  const { code, stdout } = await run([
    ...['--header', cleared(mask), '--version-mask', `0x${mask.toString(16)}`, ...window],
    ...['--kernel', kernel, '--threads', '2', '--order', 'lowest', '--json'],
  ]);
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([
    { type: 'solution', nonce: block.nonce, version: VERSION, header: block.header, hash: block.hash },
  ]);
});

test('without the right version in the mask it is exhausted, every header counted', async () => {
  const narrow = ['--header', cleared(MASK), '--version-mask', 'e000', ...window, '--json'];
  const { code, stdout } = await run(narrow);
  expect(code).toBe(1);
  expect(jsonLines(stdout)).toMatchObject([{ type: 'exhausted', hashes: 8 * 20_000 }]);
});

test('--all --resume: every pair once, and again from the file', async () => {
  const path = join(temporaryFolder(), 'search.json');
  const target = 1n << 246n;
  const problem = {
    header: Buffer.from(OTHER_HEADER, 'hex'),
    target,
    start: 100,
    end: 599,
    versionMask: 0x1fc00000,
  };
  const flags = ['--header', OTHER_HEADER, '--target', target.toString(16), '--version-mask', '1fc00000'];
  const all = [...flags, '--nonce-start', '100', '--nonce-end', '599', '--all', '--json', '--resume', path];
  const expected = scanPlaces(problem).map(({ nonce, version }) => `${nonce} ${version}`);
  for (const _ of ['search', 'read again']) {
    const { code, stdout } = await run(all);
    expect(code).toBe(0);
    const found = jsonLines(stdout).filter(({ type }) => type === 'solution');
    expect(found.map(({ nonce, version }) => `${nonce} ${version}`).sort()).toEqual(expected.toSorted());
  }
  const state = JSON.parse(readFileSync(path, 'utf8'));
  expect(state).toMatchObject({
    versionMask: '1fc00000',
    versionRange: [0, 127],
    nonceRange: [100, 599],
    interval: ['100', String(100 + 128 * 500 - 1)],
    left: [],
    hashes: 128 * 500,
  });
  const other = await run(all.map((word) => (word === '1fc00000' ? '1f800000' : word)));
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('--resume');
});

describe('what is left of it', () => {
  test('is not told as nonces: only a resume file can say it', async () => {
    const flags = [
      '--header',
      OTHER_HEADER,
      '--target',
      '1',
      '--version-mask',
      '1fffe000',
      '--timeout',
      '0.2',
    ];
    const ended = await run(flags);
    expect(ended.code).toBe(124);
    expect(ended.stderr).toMatch(
      /\nLeft: [\d.]+ %\nOnly with --resume <file> can a search that rolls versions go on\n/,
    );
    const kept = await run([...flags, '--resume', join(temporaryFolder(), 'search.json')]);
    expect(kept.stderr).toMatch(/\nLeft: [\d.]+ %\nThe same command goes on\n/);
  });
});

test.for(['', 'x', '1fffe0000', '-1', '0x', '1.5'])('refuses a mask of %j', async (mask) => {
  const { code, stderr, stdout } = await run(['--header', OTHER_HEADER, `--version-mask=${mask}`]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe(
    `mine-wasm: --version-mask: expected up to 8 hex digits, as 1fffe000, got ${JSON.stringify(mask)}\n`,
  );
});
