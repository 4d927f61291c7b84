import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Chunk } from '../../src/engine/chunk.js';
import { ControlBlock } from '../../src/engine/control-block.js';
import { WebWorkerPool, type WorkerMemory } from '../../src/engine/web-worker-pool.js';
import { FakeWorker } from './support/fake-worker.js';

const SECOND = 1000;
const MODULE = {} as WebAssembly.Module;
const chunk = (serial: number) => ({ serial, kernel: 'simd' }) as Chunk;
const report = { searched: 9, candidates: new Uint32Array(), busySeconds: 1, thread: 1 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(memory: WorkerMemory, threads = 1) {
  const workers: FakeWorker[] = [];
  const startWorker = () => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  };
  const pool = new WebWorkerPool({ threads, modules: new Map([['simd', MODULE]]), startWorker, memory });
  /** What became of a chunk so far. */
  const outcome = (lane: number, serial: number) => {
    const fate: { report?: unknown; error?: Error } = {};
    pool.run(lane, chunk(serial)).then(
      (report) => Object.assign(fate, { report }),
      (error) => Object.assign(fate, { error }),
    );
    return fate;
  };
  const settled = () => vi.advanceTimersByTimeAsync(0);
  return { pool, workers, outcome, settled };
}

describe.each(['shared', 'messages'] as const)('a pool of web workers, memory: %s', (memory) => {
  it('sends a chunk when the worker is ready, and a kernel once', async () => {
    const { pool, workers, outcome, settled } = start(memory);
    const [worker] = workers as [FakeWorker];
    expect(worker.got('start')).toMatchObject([{ lane: 0, thread: 1 }]);
    const first = outcome(0, 1);
    expect(worker.got('chunk')).toEqual([]);
    worker.say({ type: 'ready' });
    expect(worker.got('chunk')).toEqual([{ type: 'chunk', chunk: chunk(1), module: MODULE }]);
    worker.say({ type: 'report', serial: 1, report });
    await settled();
    expect(first).toEqual({ report });
    outcome(0, 2);
    expect(worker.got('chunk')[1]).toEqual({ type: 'chunk', chunk: chunk(2), module: undefined });
    await pool.close();
  });

  it('a stop while the script is being loaded ends the chunk at once, unsearched and unsent', async () => {
    const { pool, workers, outcome, settled } = start(memory);
    const [worker] = workers as [FakeWorker];
    const stopped = outcome(0, 1);
    pool.stop(0, 1);
    await settled();
    expect(stopped).toEqual({
      report: { searched: 0, candidates: new Uint32Array(), busySeconds: 0, thread: 1 },
    });
    expect(vi.getTimerCount()).toBe(0);
    const next = outcome(0, 2);
    worker.say({ type: 'ready' });
    expect(worker.got('chunk').map(({ chunk }) => chunk.serial)).toEqual([2]);
    worker.say({ type: 'report', serial: 2, report });
    await settled();
    expect(next).toEqual({ report });
  });

  it('a stop reaches a worker that is ready, and names its chunk', async () => {
    const { pool, workers, outcome } = start(memory);
    const [worker] = workers as [FakeWorker];
    worker.say({ type: 'ready' });
    outcome(0, 7);
    pool.stop(0, 6);
    pool.stop(0, 7);
    const { control } = worker.got('start')[0]!;
    const isAsked =
      control === undefined
        ? worker.got('stop').map(({ serial }) => serial)
        : [6, 7].filter((serial) => new ControlBlock(control).isStopRequested(0, serial));
    expect(isAsked).toEqual([7]);
    await pool.close();
  });

  it('close ends what is in flight, its worker ready or not', async () => {
    const { pool, workers, outcome, settled } = start(memory, 2);
    workers[0]!.say({ type: 'ready' });
    const fates = [outcome(0, 1), outcome(1, 2)];
    await pool.close();
    await settled();
    for (const { error } of fates) expect(error).toMatchObject({ code: 'ERR_CLOSED' });
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
    expect(vi.getTimerCount()).toBe(0);
    await expect(pool.run(0, chunk(3))).rejects.toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('waits 10 s for a script, and twice as long each time that it does not come', async () => {
    const { workers, outcome } = start(memory);
    const waits = [];
    for (let serial = 1; serial <= 6; serial++) {
      const fate = outcome(0, serial);
      let seconds = 0;
      for (; fate.error === undefined; seconds++) await vi.advanceTimersByTimeAsync(SECOND);
      expect(fate.error.message).toBe('Web worker: its script does not arrive');
      waits.push(seconds);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 160]);
    expect(workers.slice(0, 6).every(({ isTerminated }) => isTerminated)).toBe(true);
  });

  it('waits 10 s again after one that came', async () => {
    const { workers, outcome } = start(memory);
    outcome(0, 1);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    const late = outcome(0, 2);
    await vi.advanceTimersByTimeAsync(19 * SECOND);
    workers[1]!.say({ type: 'ready' });
    expect(workers[1]!.got('chunk')).toHaveLength(1);
    workers[1]!.fail('broken');
    await vi.advanceTimersByTimeAsync(0);
    expect(late.error?.message).toBe('Web worker: broken');
    const next = outcome(0, 3);
    await vi.advanceTimersByTimeAsync(10 * SECOND);
    expect(next.error).toBeDefined();
  });

  it('waits 2 s for a sign of life of one that is ready, and replaces it with the next chunk', async () => {
    const { workers, outcome } = start(memory);
    workers[0]!.say({ type: 'ready' });
    const fate = outcome(0, 1);
    const control = workers[0]!.got('start')[0]!.control;
    for (let n = 1; n <= 8; n++) {
      await vi.advanceTimersByTimeAsync(SECOND);
      if (control === undefined) workers[0]!.say({ type: 'progress', serial: 1, searched: n });
      else new ControlBlock(control).publish(0, n);
    }
    expect(fate).toEqual({});
    await vi.advanceTimersByTimeAsync(2.5 * SECOND);
    expect(fate.error?.message).toBe('Web worker: it fell silent');
    expect(workers.map(({ isTerminated }) => isTerminated)).toEqual([true]);
    outcome(0, 2);
    expect(workers[1]!.got('start')).toMatchObject([{ lane: 0, thread: 2 }]);
  });

  it('an error, a fault and a message that cannot be read each cost one chunk', async () => {
    const { workers, outcome, settled } = start(memory);
    const ends: ((worker: FakeWorker) => void)[] = [
      (worker) => worker.fail(),
      (worker) => worker.say({ type: 'ready' }) ?? worker.fail(),
      (worker) =>
        worker.say({ type: 'ready' }) ?? worker.say({ type: 'fault', serial: 3, message: 'a trap' }),
      (worker) => worker.onmessageerror?.(),
    ];
    const reasons = [];
    for (const [index, end] of ends.entries()) {
      const fate = outcome(0, index + 1);
      end(workers[index]!);
      await settled();
      reasons.push(fate.error?.message);
    }
    expect(reasons).toEqual([
      "Web worker: its script can't be loaded, or the page's CSP forbids it",
      'Web worker: it failed',
      'Web worker: a trap',
      'Web worker: a message could not be read',
    ]);
    // What a worker that was given up still says is about nothing.
    workers[0]!.say({ type: 'ready' });
    workers[3]!.fail();
  });

  it('throws what starting a worker throws, and leaves none behind', () => {
    const first = new FakeWorker();
    const startWorker = vi
      .fn()
      .mockReturnValueOnce(first)
      .mockImplementation(() => {
        throw new Error('refused');
      });
    expect(() => new WebWorkerPool({ threads: 2, modules: new Map(), startWorker, memory })).toThrow(
      'refused',
    );
    expect(first.isTerminated).toBe(true);
  });
});
