import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { someHeader } from './problems.js';

export interface Fault {
  /**
   * `exit`, `throw`, `memory` (filled up), `hang`: the worker's end. `wrong`: reports `at` as a solution; `stray`: one
   * before its batch. `blind`: finds nothing from then on, planted nonces neither; `unfit`: never finds any. `idle`,
   * `eager`: says that it searched nothing, or more than it was asked to.
   */
  readonly kind:
    | 'exit'
    | 'throw'
    | 'memory'
    | 'hang'
    | 'wrong'
    | 'stray'
    | 'blind'
    | 'unfit'
    | 'idle'
    | 'eager';
  /** Happens in the batch with this nonce. */
  readonly at?: number;
  /** How often, over all threads; default once. */
  readonly times?: number;
  /** With this kernel only. */
  readonly kernel?: 'simd' | 'scalar' | 'rolling';
}

/** What fixtures/faulty-worker.mjs reads. */
export interface FaultPlan {
  /** Batches of headers that begin so are logged and can have faults; those of self-tests are others. */
  readonly header: string;
  readonly directory: string;
  readonly log?: string;
  readonly plantEvery?: number;
  readonly faults: readonly Fault[];
}

/** One batch, as the worker logged it. */
export interface Batch {
  readonly kernel: string;
  readonly thread: number;
  readonly nonce: number;
  readonly count: number;
}

export const FAULTY_WORKER = new URL('../fixtures/faulty-worker.cjs', import.meta.url);

/** Has the workers of this test hash with faults and keep a log. */
export function plan(faults: readonly Fault[], options: { plantEvery?: number; header?: Uint8Array } = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'mine-wasm-'));
  const log = join(directory, 'log');
  const { plantEvery, header = someHeader() } = options;
  const content: FaultPlan = {
    header: Buffer.from(header).toString('hex').slice(0, 152),
    directory,
    log,
    ...(plantEvery !== undefined && { plantEvery }),
    faults,
  };
  process.env.MINE_WASM_FAULTY_WORKER = JSON.stringify(content);
  onTestFinished(() => {
    delete process.env.MINE_WASM_FAULTY_WORKER;
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    /** How many faults have happened. */
    happened: () => readdirSync(directory).filter((name) => name.startsWith('fault-')).length,
    batches: (): Batch[] =>
      (existsSync(log) ? readFileSync(log, 'utf8') : '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => {
          const [kernel = '', thread, nonce, count] = line.split(' ');
          return { kernel, thread: Number(thread), nonce: Number(nonce), count: Number(count) };
        }),
  };
}

/** How often each nonce was hashed: `twice` counts every time beyond the first. */
export function tally(batches: readonly Batch[], start: number, end: number) {
  const times = new Uint8Array(end - start + 1);
  let outside = 0;
  for (const { nonce, count } of batches) {
    for (let at = nonce; at < nonce + count; at++) {
      if (at < start || at > end) outside++;
      else times[at - start]!++;
    }
  }
  return {
    outside,
    never: times.filter((n) => n === 0).length,
    twice: times.reduce((sum, n) => sum + Math.max(0, n - 1), 0),
  };
}
