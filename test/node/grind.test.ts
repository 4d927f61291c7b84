import { describe, expect, it } from 'vitest';
import { grind } from '../../dist/node/grind.js';
import { headers } from '../bitcoin/vectors.js';
import { hashOf } from '../support/oracle.js';

/** A header of regtest (bits 207fffff): every other hash meets its target. */
const REGTEST = `00000020${'11'.repeat(64)}dae5494dffff7f20`;

describe('a solved header', () => {
  it.each([
    ['regtest', REGTEST],
    ["signet's easiest", `00000020${'22'.repeat(64)}00105b5fae77031e`],
    ['some 268,000 hashes', `00000020${'33'.repeat(64)}2a00006a5fa73e1e`],
  ])('differs in its nonce alone, and meets the target of its bits: %s', async (_, fields) => {
    const solved = await grind(`${fields}deadbeef`, { cache: false });
    expect(solved?.toHex().slice(0, 152)).toBe(fields);
    const bits = Buffer.from(fields, 'hex').readUInt32LE(72);
    const target = BigInt(bits & 0xffffff) << BigInt(8 * ((bits >>> 24) - 3));
    expect(hashOf(Buffer.from(fields, 'hex'), solved!.nonce) <= target).toBe(true);
  });

  it('takes bytes, and leaves them as they were', async () => {
    const bytes = Uint8Array.from(Buffer.from(`${REGTEST}00000000`, 'hex'));
    const copy = bytes.slice();
    expect((await grind(bytes, { threads: 1, kernel: 'scalar' }))?.toHex().slice(0, 152)).toBe(REGTEST);
    expect(bytes).toEqual(copy);
  });
});

describe('no solved header', () => {
  it('after an abort', async () => {
    // Difficulty of 2013: no solution within the time that it takes to abort.
    const { header } = headers.find(({ height }) => height === 277316)!;
    expect(await grind(header, { signal: AbortSignal.abort() })).toBeUndefined();
  });

  it.each([
    ['76 bytes', REGTEST, 'ERR_INVALID_HEADER'],
    ['no hex', 'x'.repeat(160), 'ERR_INVALID_HEADER'],
    ['bits of zero', `${REGTEST.slice(0, 144)}0000000000000000`, 'ERR_INVALID_TARGET'],
    ['negative bits', `${REGTEST.slice(0, 144)}0000802000000000`, 'ERR_INVALID_TARGET'],
    ['bits that overflow', `${REGTEST.slice(0, 144)}ffff00ff00000000`, 'ERR_INVALID_TARGET'],
  ])('for %s', async (_, header, code) => {
    await expect(grind(header)).rejects.toMatchObject({ code });
  });

  it('with options that are none', async () => {
    await expect(grind(`${REGTEST}00000000`, { threads: 0 })).rejects.toMatchObject({ option: 'threads' });
  });
});
