import { BIP320_MASK, createMiner, type Miner } from 'mine-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import vectors from '../vectors/headers.json' with { type: 'json' };
import { KERNELS, MAX_NONCE } from './support/problems.js';

/** The header as it may be given; its nonce never matters. */
const forms = {
  whole: (hex: string) => hex,
  'nonce zeroed': (hex: string) => `${hex.slice(0, 152)}00000000`,
  '76 bytes': (hex: string) => hex.slice(0, 152),
  'bytes, 80': (hex: string) => new Uint8Array(Buffer.from(hex, 'hex')),
  'bytes, 76': (hex: string) => Buffer.from(hex.slice(0, 152), 'hex'),
};

function around(nonce: number, reach: number) {
  return { start: Math.max(0, nonce - reach), end: Math.min(MAX_NONCE, nonce + reach) };
}

describe.each(KERNELS)('%s finds the nonce of real blocks by the bits of their headers', (kernel) => {
  describe.each([
    { threads: 1, form: forms['76 bytes'] },
    { threads: 2, form: forms['nonce zeroed'] },
    { threads: 5, form: forms.whole },
  ])('on $threads threads', ({ threads, form }) => {
    let miner: Miner;
    beforeAll(async () => {
      miner = await createMiner({ threads, kernel });
    });
    afterAll(() => miner.close());

    it.each(vectors)('block $height', async ({ header, nonce, hash, target }) => {
      // More than the calling thread takes on by itself.
      const nonceRange = around(nonce, 270_000);
      const result = await miner.search({ header: form(header), nonceRange });
      expect(result).toMatchObject({
        status: 'found',
        kernel,
        threads,
        solution: { nonce, hash, target, header, kernel },
      });
    });
  });

  it('in every form of the header, on the calling thread', async () => {
    const miner = await createMiner({ kernel });
    for (const { header, nonce, hash } of vectors) {
      for (const form of Object.values(forms)) {
        const result = await miner.search({ header: form(header), nonceRange: around(nonce, 300) });
        expect(result).toMatchObject({ status: 'found', solution: { nonce, hash, header } });
      }
    }
    await miner.close();
  });

  it('as the lowest and as the only one', async () => {
    const miner = await createMiner({ kernel, threads: 2 });
    for (const { header, nonce } of vectors) {
      const nonceRange = around(nonce, 30_000);
      const lowest = await miner.search({ header, nonceRange, order: 'lowest' });
      expect(lowest).toMatchObject({ status: 'found', solution: { nonce } });
      const stream = miner.solutions({ header, nonceRange });
      const nonces: number[] = [];
      for await (const solution of stream) nonces.push(solution.nonce);
      expect(nonces).toEqual([nonce]);
      expect(await stream.result).toMatchObject({
        status: 'exhausted',
        hashes: nonceRange.end - nonceRange.start + 1,
      });
    }
    await miner.close();
  });
});

describe('a window without the nonce', () => {
  it.each(vectors)('block $height: nothing, and every nonce counted', async ({ header, nonce }) => {
    const miner = await createMiner({ threads: 2 });
    const below = { start: nonce - 100_000, end: nonce - 1 };
    expect(await miner.search({ header, nonceRange: below })).toMatchObject({
      status: 'exhausted',
      hashes: 100_000,
      hardwareErrors: 0,
    });
    await miner.close();
  });
});

describe.each(KERNELS)('%s finds a version that was rolled', (kernel) => {
  // Its miner rolled the version: 0x2a5fe000, number 21247 of BIP 320's mask.
  const { header, nonce, hash } = vectors.find(({ height }) => height === 840000)!;
  const cleared = Buffer.from(header.slice(0, 152), 'hex');
  cleared.writeUInt32LE(cleared.readUInt32LE(0) & ~BIP320_MASK, 0);

  it.each([1, 2, 5])('block 840000, on %i threads', async (threads) => {
    const miner = await createMiner({ threads, kernel });
    const work = {
      header: cleared,
      versionMask: BIP320_MASK,
      versionRange: { start: 21230, end: 21270 },
      nonceRange: around(nonce, 8000),
    };
    for (const order of ['first', 'lowest'] as const) {
      const result = await miner.search({ ...work, order });
      expect(result).toMatchObject({
        status: 'found',
        kernel,
        solution: { nonce, version: 0x2a5fe000, hash, header, kernel },
      });
    }
    const stream = miner.solutions(work);
    const versions: number[] = [];
    for await (const { version } of stream) versions.push(version);
    expect(versions).toEqual([0x2a5fe000]);
    expect(await stream.result).toMatchObject({ status: 'exhausted', hashes: 41 * 16_001 });
    await miner.close();
  });
});
