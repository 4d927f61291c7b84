import { describe, expect, test } from 'vitest';
import { headers } from '../bitcoin/vectors.js';
import { jsonLines, run } from './command.js';
import { BLOCK } from './samples.js';

/** The first two columns of the table: names and values. */
function rowsOf(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/).slice(0, 2)),
  );
}

const FIELDS = {
  version: '2',
  previousBlockHash: '0000000000000002a7bbd25a417c0374cc55261021e8a9ca74442b01284f0569',
  merkleRoot: 'c91c008c26e50763e9f548bb8b2fc323735f73577effbc55502c51eb4cc7cf2e',
  time: '1388185914',
  bits: BLOCK.bits,
  target: BLOCK.target,
  difficulty: '1180923195.2580261',
};

describe('a header', () => {
  test('of 80 bytes', async () => {
    const { code, stdout, stderr } = await run(['decode', BLOCK.header]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(rowsOf(stdout)).toMatchObject({ ...FIELDS, nonce: String(BLOCK.nonce), hash: BLOCK.hash });
    expect(stdout).toContain('2013-12-27T23:11:54Z');
    expect(stdout).toMatch(/meets the target$/m);
  });

  test('of 76 bytes has no nonce and no hash', async () => {
    const { code, stdout } = await run(['decode', BLOCK.header.slice(0, 152)]);
    expect(code).toBe(0);
    const rows = rowsOf(stdout);
    expect(rows).toMatchObject(FIELDS);
    expect(Object.keys(rows)).not.toContain('nonce');
    expect(Object.keys(rows)).not.toContain('hash');
  });

  test('as JSON', async () => {
    for (const vector of headers) {
      const { code, stdout } = await run(['decode', vector.header, '--json']);
      expect(code).toBe(0);
      expect(jsonLines(stdout)).toMatchObject([
        {
          type: 'header',
          nonce: vector.nonce,
          bits: vector.bits,
          target: vector.target,
          hash: vector.hash,
          valid: true,
        },
      ]);
    }
    const { stdout } = await run(['decode', BLOCK.header.slice(0, 152), '--json']);
    const [line] = jsonLines(stdout);
    expect(line).toMatchObject({ type: 'header', version: 2, time: 1388185914, target: BLOCK.target });
    expect(line).not.toHaveProperty('nonce');
    expect(line).not.toHaveProperty('hash');
  });

  test('whose hash is too high, and one whose bits are no target', async () => {
    const high = await run(['decode', `${BLOCK.header.slice(0, -1)}0`]);
    expect(high.code).toBe(0);
    expect(high.stdout).toMatch(/^hash .*does not meet the target$/m);
    const wrong = await run(['decode', `${BLOCK.header.slice(0, 144)}0000000000000000`]);
    expect(wrong.code).toBe(0);
    expect(rowsOf(wrong.stdout)).toMatchObject({ bits: '00000000' });
    expect(Object.keys(rowsOf(wrong.stdout))).not.toContain('target');
  });
});

describe('bits and difficulty', () => {
  const one = { bits: '1d00ffff', target: `00000000ffff${'0'.repeat(52)}`, difficulty: '1' };
  test.for([
    [['1d00ffff'], one],
    [['0x1d00ffff'], one],
    [['1D00FFFF'], one],
    [['--bits', '1d00ffff'], one],
    [['1'], one],
    [['1.0'], one],
    [['--difficulty', '1'], one],
    [['--target', one.target], one],
    [['0.5'], { difficulty: '0.5', target: `00000001fffe${'0'.repeat(52)}` }],
    [['1e6'], { difficulty: '1000000' }],
    [['--target', BLOCK.target], { bits: BLOCK.bits, difficulty: '1180923195.2580261' }],
  ] as const)('%j', async ([args, expected]) => {
    const [plain, json] = [await run(['decode', ...args]), await run(['decode', ...args, '--json'])];
    expect(plain).toMatchObject({ code: 0, stderr: '' });
    expect(rowsOf(plain.stdout)).toMatchObject(expected);
    expect(json).toMatchObject({ code: 0, stderr: '' });
    const { difficulty, ...rest } = expected as { difficulty?: string };
    expect(jsonLines(json.stdout)).toEqual([
      {
        type: 'target',
        bits: expect.stringMatching(/^[\da-f]{8}$/),
        target: expect.stringMatching(/^[\da-f]{64}$/),
        difficulty: difficulty === undefined ? expect.any(Number) : Number(difficulty),
        expectedHashes: expect.any(Number),
      },
    ]);
    expect(jsonLines(json.stdout)[0]).toMatchObject(rest);
  });

  test('eight decimal digits are bits, and it says so', async () => {
    const { code, stdout, stderr } = await run(['decode', '19010000']);
    expect(code).toBe(0);
    expect(rowsOf(stdout).bits).toBe('19010000');
    expect(stderr).toBe('19010000 is read as bits; --difficulty 19010000 reads it as a difficulty\n');
  });
});
