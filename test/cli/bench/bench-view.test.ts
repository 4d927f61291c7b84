import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBenchView } from '../../../src/cli/bench/bench-view.js';
import type { Output } from '../../../src/cli/output.js';
import type { BenchmarkEvent } from '../../../src/hashrate/benchmark/benchmark-events.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const progress = (done: number): BenchmarkEvent => ({ type: 'progress', done, step: 'simd', hashRate: 1e6 });
const PAUSED: BenchmarkEvent = { type: 'paused', celsius: 80.3, resumeBelow: 75 };
const RESUMED: BenchmarkEvent = { type: 'resumed', celsius: 74.8, seconds: 32 };

/** What the streams of the command would get. */
function streams(kind: 'json' | 'log' | 'quiet') {
  const told: unknown[] = [];
  const output = {
    isJson: kind === 'json',
    isQuiet: kind === 'quiet',
    isInteractive: false,
    event: (event: object) => told.push(event),
    note: (message: string) => told.push(message),
  } as unknown as Output;
  return { told, output };
}

test('programs get a few events a second, and a sign of life while it rests', async () => {
  const { told, output } = streams('json');
  const view = await createBenchView(output);
  view.tell({ type: 'stage', name: 'kernels' });
  view.tell(progress(0.1));
  view.tell(progress(0.2));
  expect(told).toEqual([{ type: 'stage', name: 'kernels' }, progress(0.1)]);
  // A benchmark that hangs says nothing.
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(2);
  view.tell(PAUSED);
  vi.advanceTimersByTime(25_000);
  expect(told.slice(2)).toEqual([PAUSED, progress(0.2), progress(0.2)]);
  view.tell(RESUMED);
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(6);
  view.tell(PAUSED);
  view.stop();
  vi.advanceTimersByTime(60_000);
  expect(told).toHaveLength(7);
  expect(vi.getTimerCount()).toBe(0);
});

test('a log gets a line now and then, and the pauses', async () => {
  const { told, output } = streams('log');
  const view = await createBenchView(output);
  view.tell(progress(0.1));
  view.tell(progress(0.2));
  view.tell(PAUSED);
  view.tell(RESUMED);
  vi.advanceTimersByTime(10_000);
  view.tell({ type: 'progress', done: 0.305, step: 'sustained', hashRate: 4.2e6, celsius: 61.25 });
  expect(told).toEqual([
    '10.0 %, simd, 1.00 MH/s',
    'Paused at 80.3 °C; goes on below 75 °C',
    'Goes on at 74.8 °C after 32 s',
    '30.5 %, sustained, 4.20 MH/s, 61.3 °C',
  ]);
});

test('nothing when quiet', async () => {
  const { told, output } = streams('quiet');
  const view = await createBenchView(output);
  view.tell(progress(0.1));
  view.tell(PAUSED);
  expect(told).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
