import { describe, expect, it } from 'vitest';
import { EngineMiner } from '../../dist/engine/miner.js';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import { BIP320_MASK, MineWasmError } from '../../dist/index.js';
import type { Kernel } from '../../src/engine/kernel.js';
import { KernelChoices } from '../../src/engine/kernel-choices.js';
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

describe('remote kernels', () => {
  /** Kernels that come over a network, and a list of those that were asked for. */
  function remote(read = reading({})) {
    const asked: KernelName[] = [];
    const readKernel = (name: KernelName) => {
      asked.push(name);
      return read(name);
    };
    return { asked, platform: { readKernel, hasRemoteKernels: true } };
  }
  const work = { header: someHeader(), target: 1n, nonceRange: { start: 0, end: 9 } };

  it('are read when a search needs them, each once', async () => {
    const { asked, platform } = remote();
    const miner = await minerOn(platform);
    expect(asked).toEqual(['simd']);
    expect(miner.choice).toEqual({ kernel: 'simd', reason: 'likely' });
    expect(miner.rollingChoice.kernel).toBe('rolling');
    expect(miner.kernels.find(({ name }) => name === 'scalar')).toEqual({
      name: 'scalar',
      usable: false,
      reason: 'not loaded: no search has needed it yet',
    });
    await miner.search(work);
    expect(asked).toEqual(['simd']);
    for (let i = 0; i < 2; i++) {
      const rolled = await miner.search({
        ...work,
        versionMask: BIP320_MASK,
        versionRange: { start: 0, end: 3 },
      });
      expect(rolled).toMatchObject({ status: 'exhausted', hashes: 40, kernel: 'rolling' });
    }
    expect(asked).toEqual(['simd', 'rolling']);
    await miner.close();
  });

  it('of which only the one asked for is used: no other is read', async () => {
    const { asked, platform } = remote();
    const miner = await minerOn(platform, { kernel: 'scalar' });
    await miner.search(work);
    await miner.search({ ...work, versionMask: BIP320_MASK, versionRange: { start: 0, end: 3 } });
    expect(asked).toEqual(['scalar']);
    await miner.close();
  });

  it('that this engine can not compile are followed by the next', async () => {
    const { asked, platform } = remote(reading({ simd: new Uint8Array([1, 2, 3]) }));
    const miner = await minerOn(platform);
    expect(asked).toEqual(['simd', 'scalar']);
    expect(await miner.search(work)).toMatchObject({ status: 'exhausted', kernel: 'scalar' });
    await miner.close();
  });

  it('that can not be fetched end what needs them, and are asked for again by the next', async () => {
    let isAway = false;
    const fault = new MineWasmError('ERR_KERNEL_FETCH', 'away');
    const { asked, platform } = remote(async (name) => {
      if (isAway) throw fault;
      return readKernelFile(name);
    });
    const miner = await minerOn(platform);
    const rolled = { ...work, versionMask: BIP320_MASK, versionRange: { start: 0, end: 3 } };
    isAway = true;
    await expect(miner.search(rolled)).rejects.toBe(fault);
    isAway = false;
    expect(await miner.search(rolled)).toMatchObject({ status: 'exhausted', kernel: 'rolling' });
    expect(asked).toEqual(['simd', 'rolling', 'rolling']);
    await miner.close();
    isAway = true;
    await expect(minerOn(platform)).rejects.toBe(fault);
  });

  describe('from a server that is silent', () => {
    /** Kernels of which one never comes, and the signals of those that were asked for. */
    function silent(silentName: KernelName) {
      const signals: AbortSignal[] = [];
      const readKernel = (name: KernelName, signal: AbortSignal) => {
        signals.push(signal);
        return name === silentName ? new Promise<never>(() => {}) : readKernelFile(name);
      };
      return { signals, platform: { ...nodePlatform, readKernel, hasRemoteKernels: true } };
    }
    const options = { cache: false, threads: 1 };
    const rolled = { ...work, versionMask: BIP320_MASK, versionRange: { start: 0, end: 3 } };

    it("a signal ends the miner's making with its reason, and what is fetched", async () => {
      const { signals, platform } = silent('simd');
      const abort = new AbortController();
      const making = EngineMiner.create(platform, options, abort.signal);
      const reason = new Error('too slow');
      abort.abort(reason);
      await expect(making).rejects.toBe(reason);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
      await expect(EngineMiner.create(platform, options, abort.signal)).rejects.toBe(reason);
      expect(signals).toHaveLength(1);
    });

    it('the signal changes nothing once the miner is made', async () => {
      const { signals, platform } = silent('rolling');
      const abort = new AbortController();
      const miner = await EngineMiner.create(platform, options, abort.signal);
      abort.abort();
      expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
      expect(await miner.search(work)).toMatchObject({ status: 'exhausted' });
      await miner.close();
    });

    it('a search that needs one is aborted, times out, and ends with the miner', async () => {
      const { signals, platform } = silent('rolling');
      const miner = await EngineMiner.create(platform, options);
      expect(await miner.search({ ...rolled, signal: AbortSignal.abort() })).toMatchObject({
        status: 'aborted',
      });
      expect(await miner.search({ ...rolled, timeout: 0.01 })).toMatchObject({ status: 'timeout' });
      const last = miner.search(rolled);
      await miner.close();
      expect(await last).toMatchObject({ status: 'aborted', hashes: 0 });
      expect(signals.at(-1)?.aborted).toBe(true);
    });
  });

  it('are read in the middle of a search when the one in use gave a wrong result', async () => {
    const asked: KernelName[] = [];
    const known = new Set<KernelName>(['simd']);
    const choices = new KernelChoices({
      isUsable: (name) => (known.has(name) ? true : undefined),
      load: (name) => asked.push(name),
    });
    const choice = choices.of('fixed');
    expect(choice.pick(new Set(['simd']), 0, false)).toBeUndefined();
    expect(choice.isWaiting(new Set(['simd']))).toBe(true);
    expect(asked).toEqual(['scalar']);
    known.add('scalar');
    expect(choice.pick(new Set(['simd']), 0, false)).toBe('scalar');
    expect(choice.pick(new Set(['simd', 'scalar']), 0, false)).toBeUndefined();
    expect(choice.isWaiting(new Set(['simd', 'scalar']))).toBe(false);
  });
});
