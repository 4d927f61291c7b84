import { BROWSER_KERNELS } from '../../../dist/engine/browser-options.js';
import { loadKernels } from '../../../dist/engine/kernels.js';
import { compileWasm } from '../../../dist/engine/wasm-source.js';
import { WebWorkerPool, type WorkerMemory } from '../../../dist/engine/web-worker-pool.js';
import { coverage } from '../../engine/properties/coverage.js';
import { pauseCoverage } from '../../engine/properties/pause-coverage.js';
import { rolledCoverage } from '../../engine/properties/rolled-coverage.js';
import { type EngineSetup, EngineUnderTest } from '../../engine/support/engine-under-test.js';
import type { Problem } from '../../support/oracle.js';

const groups = {
  coverage: coverage(BROWSER_KERNELS),
  rolledCoverage: rolledCoverage(BROWSER_KERNELS),
  pauseCoverage: pauseCoverage(),
};

const kernels = await loadKernels((name) => compileWasm(name, `/${name}.wasm`), { names: BROWSER_KERNELS });
const { modules } = kernels;

const workers: Worker[] = [];

function start(setup: EngineSetup, memory: WorkerMemory, script = '/worker.js'): EngineUnderTest {
  const startWorker = () => {
    const worker = new Worker(script, { type: 'module' });
    workers.push(worker);
    return worker;
  };
  const pool = new WebWorkerPool({ threads: setup.threads, modules, startWorker, memory });
  return new EngineUnderTest(pool, { ...setup, isUsable: (name) => modules.has(name) });
}

/** What tests call in the page. */
const engineTests = {
  /**
   * Checks the properties of a group.
   * @returns its name, and how many hold
   * @throws what the first that does not hold throws
   */
  async checkGroup(file: keyof typeof groups, at: number, memory: WorkerMemory) {
    const { name, setup, properties } = groups[file][at]!;
    const engine = start(setup, memory);
    try {
      for (const { name, holds } of properties) {
        await holds(engine).catch((error) => {
          throw new Error(`${name}: ${error.message}`);
        });
      }
      return { name, count: properties.length };
    } finally {
      await engine.close();
    }
  },

  /** Which share of a second or so a worker is busy, by its chunks' own account. */
  async busyShare(memory: WorkerMemory, duty: number): Promise<number> {
    const startWorker = () => new Worker('/worker.js', { type: 'module' });
    const pool = new WebWorkerPool({ threads: 1, modules, startWorker, memory });
    /** One chunk after the other, for a time of work. */
    const work = async (seconds: number, duty: number) => {
      let busy = 0;
      for (let serial = 1; busy < seconds; serial++) {
        const chunk = { serial, kernel: 'simd', count: 100_000, duty, nonce: 0, skip: 0 } as const;
        const problem = {
          header: new Uint8Array(76),
          target: new Uint8Array(32),
          versions: Uint32Array.of(1),
        };
        busy += (await pool.run(0, { ...chunk, ...problem, candidateLimit: 1 })).busySeconds;
      }
      return busy;
    };
    try {
      // By then its code is optimised and self-tested again.
      await work(0.5, 1);
      const began = performance.now();
      const busy = await work(duty, duty);
      return busy / ((performance.now() - began) / 1000);
    } finally {
      await pool.close();
    }
  },

  /**
   * Searches with workers of another script.
   * @param terminateAt shares of the search after which the worker that was started last is terminated
   * @param blockMilliseconds how long the page's thread is blocked once the search is under way
   */
  async search(options: {
    setup: EngineSetup;
    memory: WorkerMemory;
    script: string;
    problem: Omit<Problem, 'target'> & { target: string };
    order?: 'all' | 'lowest' | 'first';
    terminateAt?: readonly number[];
    blockMilliseconds?: number;
  }) {
    const { setup, memory, script, problem, order = 'all', terminateAt = [] } = options;
    const { blockMilliseconds = 0 } = options;
    workers.splice(0);
    const engine = start(setup, memory, script);
    const header = Uint8Array.from(problem.header);
    const search = engine.add({ ...problem, header, target: BigInt(problem.target) }, order);
    const terminating = (async () => {
      if (blockMilliseconds > 0) {
        while (search.hashes === 0) await new Promise((resolve) => setTimeout(resolve, 1));
        const began = performance.now();
        while (performance.now() - began < blockMilliseconds);
      }
      for (const part of terminateAt) {
        while (search.hashes < part * search.total && !search.hasEnded) {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        workers.at(-1)!.terminate();
      }
    })();
    try {
      const { status, nonces } = await engine.collect(search);
      await terminating;
      const { hashes, hardwareErrors } = search;
      return { status, nonces, hashes, hardwareErrors, workers: workers.length };
    } catch (error) {
      const { code, cause } = error as { code?: string; cause?: Error };
      return { code, cause: cause?.message };
    } finally {
      await engine.close();
    }
  },
};

export type EngineTests = typeof engineTests;
Object.assign(globalThis, { engineTests });
