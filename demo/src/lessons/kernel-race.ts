import { byId, setText } from '../dom.js';
import { formatRate, HeaderTemplate, type SearchResult } from '../engine.js';
import { tellFault } from '../fault.js';
import { formatDuration } from '../format.js';
import { BLOCK_277316 } from './known-block.js';
import { LessonRun, type LessonTask } from './lesson-search.js';
import { RunButton } from './run-button.js';

const KERNELS = ['simd', 'scalar'] as const;
type Racer = (typeof KERNELS)[number];

/** Nonces up to the one that is looked for: a second or two of the faster. */
const DISTANCE = 2 ** 24;

/** Lesson 4: the same search under two kernels, a thread each. */
export function setUpKernelRace(): void {
  const status = byId('race-status');

  const button = new RunButton(byId('race-start', HTMLButtonElement), async () => {
    const run = new LessonRun();
    button.running = run;
    setText(status, 'Loading…');
    for (const kernel of KERNELS) showLane(kernel, 0, '–');
    try {
      const results = await run.run(KERNELS.map(racer), () => setText(status, 'Racing.'));
      setText(status, tell(results));
    } catch (error) {
      tellFault(error, (message) => setText(status, message));
    } finally {
      button.running = undefined;
    }
  });
}

function racer(kernel: Racer): LessonTask {
  return {
    miner: { threads: 1, kernel },
    search: {
      header: HeaderTemplate.from(BLOCK_277316),
      nonceRange: { start: BLOCK_277316.nonce - DISTANCE + 1, end: BLOCK_277316.nonce },
      // In order, so that both go the whole way.
      order: 'lowest',
    },
    onProgress: ({ hashes, total, hashRate }) => showLane(kernel, hashes / total, formatRate(hashRate)),
  };
}

function showLane(kernel: Racer, share: number, rate: string): void {
  byId(`race-${kernel}`, HTMLProgressElement).value = share;
  setText(byId(`race-${kernel}-rate`), rate);
}

function tell(results: readonly SearchResult[]): string {
  const found = results.flatMap((result) => (result.status === 'found' ? [result] : []));
  for (const [at, result] of results.entries()) {
    if (result.status === 'found') showLane(KERNELS[at]!, 1, formatRate(result.hashRate));
  }
  const [simd, scalar] = found;
  if (simd === undefined || scalar === undefined) return 'Stopped.';
  const [fast, slow] = [simd, scalar].sort((a, b) => a.seconds - b.seconds) as [typeof simd, typeof simd];
  const ratio = (slow.seconds / fast.seconds).toFixed(1);
  return `Both found nonce ${simd.solution.nonce.toLocaleString('en')}: ${fast.kernel} in ${formatDuration(fast.seconds)}, ${slow.kernel} in ${formatDuration(slow.seconds)}. ${fast.kernel} was ${ratio} times as fast.`;
}
