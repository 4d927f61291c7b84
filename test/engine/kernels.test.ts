import { describe, expect, it } from 'vitest';
import type { Kernel } from '../../src/engine/kernel.js';
import { readKernelFile } from '../../src/engine/kernel-files.js';
import { KERNEL_NAMES, type KernelName } from '../../src/engine/kernel-names.js';
import { loadKernels } from '../../src/engine/kernels.js';
import { passesSelfTest, plantedBatchPasses, selfTest } from '../../src/engine/self-test.js';
import { createKernel } from '../../src/engine/version-by-version.js';
import { minerOn } from './support/platform.js';
import { someHeader } from './support/problems.js';

/** Valid, and no kernel. */
const EMPTY = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);

/** A kernel's bytes with the first of SHA-256's constants changed: it hashes wrongly. */
async function wrongKernel(name: KernelName): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = Buffer.from(await readKernelFile(name));
  // K[1] = 0x71374491, little-endian, as it is in the data segment.
  const at = bytes.indexOf(Buffer.from('91443771', 'hex'));
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  return new Uint8Array(bytes);
}

/** Reads all kernels but these, which are replaced by what is given, or can't be read. */
const reading =
  (replaced: Partial<Record<KernelName, Uint8Array<ArrayBuffer>>>, missing: readonly KernelName[] = []) =>
  async (name: KernelName) => {
    if (missing.includes(name)) throw new Error(`ENOENT: ${name}.wasm`);
    return replaced[name] ?? readKernelFile(name);
  };

describe('loadKernels', () => {
  it('loads every kernel, each of which passes its self-test', async () => {
    const { modules, statuses } = await loadKernels(readKernelFile);
    expect([...modules.keys()]).toEqual(KERNEL_NAMES);
    expect(statuses).toEqual(KERNEL_NAMES.map((name) => ({ name, usable: true })));
  });

  it.each(KERNEL_NAMES)(
    'leaves %s out when it hashes wrongly, does not compile, is none, or is missing',
    async (name) => {
      const others = KERNEL_NAMES.filter((other) => other !== name);
      const cases = [
        [
          reading({ [name]: await wrongKernel(name) }),
          /^self-test: did not find nonce 2083236893 of block 0$/,
        ],
        [reading({ [name]: new Uint8Array([1, 2, 3]) }), /^WebAssembly.Module\(\)/],
        [reading({ [name]: EMPTY }), /./],
        [reading({}, [name]), /^ENOENT/],
      ] as const;
      for (const [read, reason] of cases) {
        const { modules, statuses } = await loadKernels(read);
        expect([...modules.keys()]).toEqual(others);
        expect(statuses.find((status) => status.name === name)).toEqual({
          name,
          usable: false,
          reason: expect.stringMatching(reason),
        });
      }
    },
  );
});

describe('a miner', () => {
  it('compiles what a short search needs and no more, until it is asked for all', async () => {
    const { Module } = WebAssembly;
    let compiled = 0;
    WebAssembly.Module = class extends Module {
      constructor(bytes: BufferSource) {
        super(bytes);
        compiled++;
      }
    };
    try {
      for (const kernel of ['auto', ...KERNEL_NAMES] as const) {
        compiled = 0;
        const miner = await minerOn({}, { kernel });
        await miner.search({ header: someHeader(), target: 1n, nonceRange: { start: 0, end: 999 } });
        expect(compiled).toBe(1);
        const names = KERNEL_NAMES.filter((name) => name !== 'wide' || kernel === 'wide');
        expect(miner.kernels).toEqual(names.map((name) => ({ name, usable: true })));
        expect(compiled).toBe(names.length);
        await miner.close();
      }
    } finally {
      WebAssembly.Module = Module;
    }
  });

  it('tells of a kernel that no search has needed', async () => {
    const miner = await minerOn({ readKernel: reading({ scalar: await wrongKernel('scalar') }) });
    expect(miner.choice).toEqual({ kernel: 'simd', reason: 'likely' });
    expect(miner.kernels).toEqual([
      { name: 'simd', usable: true },
      { name: 'scalar', usable: false, reason: 'self-test: did not find nonce 2083236893 of block 0' },
      { name: 'rolling', usable: true },
    ]);
    await miner.close();
  });

  it('does without a cached choice that is not usable any more', async () => {
    const readKernel = reading({}, ['scalar']);
    const miner = await minerOn({ readKernel, readChoices: () => ({ fixed: 'scalar' }) }, { cache: true });
    expect(miner.choice).toEqual({ kernel: 'simd', reason: 'likely' });
    await miner.close();
  });

  it('goes on with the kernel that is left', async () => {
    const miner = await minerOn({ readKernel: reading({ simd: await wrongKernel('simd') }) });
    expect(miner.choice).toEqual({ kernel: 'scalar', reason: 'only' });
    expect(miner.kernels.map(({ usable }) => usable)).toEqual([false, true, true]);
    const result = await miner.search({
      header: someHeader(),
      target: 1n,
      nonceRange: { start: 0, end: 999 },
    });
    expect(result).toMatchObject({ status: 'exhausted', kernel: 'scalar' });
    await miner.close();
  });

  it('ERR_NO_KERNEL when the one asked for is not usable, with the reason', async () => {
    const readKernel = reading({ simd: await wrongKernel('simd') });
    await expect(minerOn({ readKernel }, { kernel: 'simd' })).rejects.toMatchObject({
      code: 'ERR_NO_KERNEL',
      message: 'Kernel simd is not usable here (self-test: did not find nonce 2083236893 of block 0)',
    });
    await (await minerOn({ readKernel }, { kernel: 'scalar' })).close();
  });

  it('ERR_NO_KERNEL when none is usable, with all reasons', async () => {
    await expect(minerOn({ readKernel: reading({}, KERNEL_NAMES) })).rejects.toMatchObject({
      code: 'ERR_NO_KERNEL',
      message:
        'No kernel is usable here (simd: ENOENT: simd.wasm; scalar: ENOENT: scalar.wasm; rolling: ENOENT: rolling.wasm)',
    });
  });

  it('takes the cached choice, unless a kernel is asked for or the cache is not wanted', async () => {
    let reads = 0;
    const readChoices = () => {
      reads++;
      return { fixed: 'scalar', rolled: 'simd' } as const;
    };
    const made = async (options: { cache: boolean; kernel?: KernelName }) => {
      const miner = await minerOn({ readChoices }, options);
      await miner.close();
      return [miner.choice, miner.rollingChoice];
    };
    expect(await made({ cache: true })).toEqual([
      { kernel: 'scalar', reason: 'cached' },
      { kernel: 'simd', reason: 'cached' },
    ]);
    expect(reads).toBe(1);
    expect(await made({ cache: false })).toEqual([
      { kernel: 'simd', reason: 'likely' },
      { kernel: 'rolling', reason: 'likely' },
    ]);
    for (const kernel of KERNEL_NAMES) {
      const forced = { kernel, reason: 'forced' };
      expect(await made({ cache: true, kernel })).toEqual([forced, forced]);
    }
    expect(reads).toBe(1);
  });
});

describe.each(KERNEL_NAMES)('the self-test of %s', (name) => {
  const kernel = async () => createKernel(name, await WebAssembly.compile(await readKernelFile(name)));

  /** The same kernel with some of its words turned. */
  const turned = (inner: Kernel, changes: Partial<Kernel>): Kernel => ({
    name,
    rollsVersions: inner.rollsVersions,
    get step() {
      return inner.step;
    },
    prepare: (header, target, versions) => inner.prepare(header, target, versions),
    scan: (nonce, count) => inner.scan(nonce, count),
    get candidateCount() {
      return inner.candidateCount;
    },
    candidates: () => inner.candidates(),
    ...changes,
  });

  it('passes, and so does each planted batch', async () => {
    const honest = await kernel();
    selfTest(honest);
    expect(passesSelfTest(honest)).toBe(true);
    for (let i = 0; i < 500; i++) expect(plantedBatchPasses(honest, i % 2 === 0 ? 1 : 16)).toBe(true);
  });

  it('sees a kernel that misses, adds, shifts, stops short or breaks down', async () => {
    const honest = await kernel();
    const faulty: Partial<Kernel>[] = [
      { candidates: () => new Uint32Array() },
      { candidates: () => Uint32Array.from([...honest.candidates(), 5]) },
      { candidates: () => honest.candidates().map((nonce) => nonce + 1) },
      { scan: (nonce, count) => honest.scan(nonce, count) - 1 },
      {
        scan: () => {
          throw new WebAssembly.RuntimeError('unreachable');
        },
      },
    ];
    for (const changes of faulty) {
      expect(passesSelfTest(turned(honest, changes))).toBe(false);
      expect(() => selfTest(turned(honest, changes))).toThrow();
    }
  });
});
