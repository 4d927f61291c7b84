import { describe, expect, it, vi } from 'vitest';
import { BatchPacer } from '../../src/engine/batch-pacer.js';
import type { Chunk } from '../../src/engine/chunk.js';
import { ChunkRun } from '../../src/engine/chunk-run.js';
import { ChunkSearcher } from '../../src/engine/chunk-searcher.js';
import { type Kernel, WasmKernel } from '../../src/engine/kernel.js';
import { readKernelFile } from '../../src/engine/kernel-files.js';
import type { KernelName } from '../../src/engine/kernel-names.js';
import { scan } from '../support/oracle.js';
import { KERNELS, someHeader } from './support/problems.js';

const header = someHeader();
const easy = 1n << 250n;
const OWN_VERSION = Uint32Array.of(Buffer.from(header).readUInt32LE(0));
const bytes = (target: bigint) => new Uint8Array(Buffer.from(target.toString(16).padStart(64, '0'), 'hex'));
const chunk = (changes: Partial<Chunk> = {}): Chunk => ({
  serial: 1,
  kernel: 'simd',
  header,
  target: bytes(easy),
  versions: OWN_VERSION,
  nonce: 1000,
  skip: 0,
  count: 5000,
  candidateLimit: 1e6,
  duty: 1,
  ...changes,
});

async function wasm(name: KernelName): Promise<WasmKernel> {
  return new WasmKernel(name, await WebAssembly.compile(await readKernelFile(name)));
}

function finish(run: ChunkRun) {
  while (!run.isDone) run.next();
  return run.report();
}

describe.each(KERNELS)('a chunk with %s', (name) => {
  /** Counted from the first nonce on. */
  const expected = scan({ header, target: easy, start: 1000, end: 5999 }).map((nonce) => nonce - 1000);

  it('is searched batch by batch to its end', async () => {
    const kernel = await wasm(name);
    const run = new ChunkRun(kernel, new BatchPacer(), chunk(), { thread: 9 });
    run.next();
    expect(run.searched).toBe(256);
    expect(run.isDone).toBe(false);
    const { searched, candidates, busySeconds, thread } = finish(run);
    expect({ searched, thread }).toEqual({ searched: 5000, thread: 9 });
    expect([...candidates]).toEqual(expected);
    expect(busySeconds).toBeGreaterThan(0);
  });

  it.each([1, 2, 7])('ends exactly at its %ith candidate', async (candidateLimit) => {
    const kernel = await wasm(name);
    const run = new ChunkRun(kernel, new BatchPacer(), chunk({ candidateLimit }), { thread: 0 });
    const { searched, candidates } = finish(run);
    expect([...candidates]).toEqual(expected.slice(0, candidateLimit));
    expect(searched).toBe(expected[candidateLimit - 1]! + 1);
  });

  it('that is stopped reports what it has', async () => {
    const kernel = await wasm(name);
    const run = new ChunkRun(kernel, new BatchPacer(), chunk(), { thread: 0 });
    expect(run.report()).toMatchObject({ searched: 0, candidates: new Uint32Array() });
    run.next();
    run.next();
    const { searched, candidates } = run.report();
    expect([...candidates]).toEqual(expected.filter((offset) => offset < searched));
  });

  it('whose candidates overflow their room goes on behind them', async () => {
    const kernel = await wasm(name);
    const pacer = new BatchPacer();
    while (pacer.size(1) < 4096) pacer.learn(pacer.size(1), 0);
    const run = new ChunkRun(kernel, pacer, chunk({ target: new Uint8Array(32).fill(255) }), { thread: 0 });
    const { candidates, searched } = finish(run);
    expect(searched).toBe(5000);
    expect([...candidates]).toEqual(Array.from({ length: 5000 }, (_, i) => i));
  });
});

/** Finds the known nonces as long as it is told to, and nothing else. */
class Moody implements Kernel {
  readonly name = 'simd';
  readonly rollsVersions = false;
  readonly step = 1;
  readonly #inner: WasmKernel;
  isBlind = false;
  tests = 0;
  #isTest = false;

  constructor(inner: WasmKernel) {
    this.#inner = inner;
  }

  prepare(some: Uint8Array, target: Uint8Array, versions: Uint32Array): void {
    this.#isTest = Buffer.compare(some.subarray(0, 76), header) !== 0;
    if (this.#isTest) this.tests++;
    this.#inner.prepare(some, target, versions);
  }

  scan(nonce: number, count: number): number {
    return this.#inner.scan(nonce, count);
  }

  get candidateCount(): number {
    return this.isBlind ? 0 : this.#inner.candidateCount;
  }

  candidates(): Uint32Array {
    return this.isBlind ? new Uint32Array() : this.#inner.candidates();
  }
}

describe('ChunkSearcher', () => {
  const small = chunk({ count: 300 });

  it('self-tests a kernel when it is new, then plants a nonce from time to time', async () => {
    const kernel = new Moody(await wasm('simd'));
    const patient = new ChunkSearcher(3, () => kernel, 1e9);
    expect(finish(patient.begin(small))).toMatchObject({ planted: 'passed', searched: 300, thread: 3 });
    expect(kernel.tests).toBe(3);
    expect(finish(patient.begin(small))).not.toHaveProperty('planted');
    expect(kernel.tests).toBe(3);

    const strict = new ChunkSearcher(3, () => kernel, 0);
    finish(strict.begin(small));
    expect(finish(strict.begin(small)).planted).toBe('passed');
    expect(kernel.tests).toBe(7);
  });

  it('self-tests a kernel once more when it has worked so long that its code is optimised', async () => {
    const kernel = new Moody(await wasm('simd'));
    const searcher = new ChunkSearcher(3, () => kernel, 1e9);
    finish(searcher.begin(small));
    // Rest is not work: the code is the same afterwards.
    const now = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
    expect(finish(searcher.begin(small))).not.toHaveProperty('planted');
    // From here on each batch takes 450 ms.
    let clock = now + 60_000;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 450;
      return clock;
    });
    finish(searcher.begin(small));
    expect(kernel.tests).toBe(3);
    expect(finish(searcher.begin(small)).planted).toBe('passed');
    expect(kernel.tests).toBe(6);
    expect(finish(searcher.begin(small))).not.toHaveProperty('planted');
    vi.restoreAllMocks();
  });

  it('searches nothing with a kernel that misses, and lets it begin again only with a whole self-test', async () => {
    const kernel = new Moody(await wasm('simd'));
    const searcher = new ChunkSearcher(0, () => kernel, 0);
    finish(searcher.begin(small));
    kernel.isBlind = true;
    for (let i = 0; i < 3; i++) {
      expect(finish(searcher.begin(small))).toMatchObject({ planted: 'missed', searched: 0 });
    }
    kernel.isBlind = false;
    kernel.tests = 0;
    expect(finish(searcher.begin(small))).toMatchObject({ planted: 'passed', searched: 300 });
    expect(kernel.tests).toBe(3);
  });

  it('does not believe a kernel for a minute because it was tested, if it failed', async () => {
    const kernel = new Moody(await wasm('simd'));
    kernel.isBlind = true;
    const searcher = new ChunkSearcher(0, () => kernel, 1e9);
    for (let i = 0; i < 3; i++) expect(finish(searcher.begin(small))).toMatchObject({ planted: 'missed' });
  });

  it('instantiates each kernel once', async () => {
    const made: string[] = [];
    const kernels = { simd: await wasm('simd'), scalar: await wasm('scalar') };
    const searcher = new ChunkSearcher(0, (name) => {
      made.push(name);
      return kernels[name as 'simd'];
    });
    for (const kernel of ['simd', 'scalar', 'simd', 'scalar'] as const)
      finish(searcher.begin({ ...small, kernel }));
    expect(made).toEqual(['simd', 'scalar']);
  });
});
