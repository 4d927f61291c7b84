import { afterEach, describe, expect, test, vi } from 'vitest';
import { nodePlatform } from '../../../dist/engine/node-platform.js';
import type { Platform } from '../../../dist/engine/platform.js';
import { MineWasmError } from '../../../dist/errors.js';
import { type BenchmarkParts, benchmarkDevice } from '../../../dist/hashrate/benchmark/benchmark.js';
import type { BenchmarkEvent } from '../../../dist/hashrate/benchmark/benchmark-events.js';
import { EndlessSearch } from '../../../dist/hashrate/benchmark/endless-search.js';
import { readDeviceCard } from '../../../dist/hashrate/card/read-device-card.js';

afterEach(() => vi.restoreAllMocks());

/** One kernel on one thread, so that a test takes seconds. */
const platform: Platform = {
  ...nodePlatform,
  readKernel: async (name) => {
    if (name !== 'simd') throw new Error('left out');
    return nodePlatform.readKernel(name);
  },
};
const QUICK = { isQuick: true, threads: 1 };

/** Ends the benchmark when it gets to a step. */
function until(step: string, act: () => void) {
  let isDone = false;
  return (event: BenchmarkEvent) => {
    if (event.type !== 'progress' || event.step !== step || isDone) return;
    isDone = true;
    act();
  };
}

describe('a wrong hash', () => {
  test('ends it without a card, also when it is being interrupted', async () => {
    const fault = new MineWasmError('ERR_WRONG_RESULT', 'wrong');
    const abort = new AbortController();
    vi.spyOn(EndlessSearch.prototype, 'work').mockImplementation(async () => {
      abort.abort();
      throw fault;
    });
    await expect(benchmarkDevice({ ...QUICK, signal: abort.signal }, { platform })).rejects.toBe(fault);
  });
});

describe('threads that die', () => {
  test('in the long run: the card has what was measured, and says so', async () => {
    const work = EndlessSearch.prototype.work;
    vi.spyOn(EndlessSearch.prototype, 'work').mockImplementation(function (
      this: EndlessSearch,
      interval,
      onSample,
      signal,
    ) {
      let samples = 0;
      return work.call(
        this,
        interval,
        (sample) => {
          if (interval === 1 && ++samples > 2) throw new MineWasmError('ERR_WORKER', 'Workers died 5 times');
          return onSample(sample);
        },
        signal,
      );
    });
    const card = await benchmarkDevice({ ...QUICK, sustainSeconds: 60 }, { platform });
    expect(card).toMatchObject({ isComplete: false, notes: ['It ended early: Workers died 5 times'] });
    expect(card.sustained!.readings).toHaveLength(2);
    expect(card.threads).toHaveLength(1);
    expect(readDeviceCard(JSON.stringify(card))).toEqual(JSON.parse(JSON.stringify(card)));
  });
});

describe('a listener that throws', () => {
  test.each(['simd', 'sustained'])('at the step %s: the benchmark ends with what it threw', async (step) => {
    const fault = new Error('listener');
    const onEvent = until(step, () => {
      throw fault;
    });
    await expect(benchmarkDevice({ ...QUICK, sustainSeconds: 60, onEvent }, { platform })).rejects.toBe(
      fault,
    );
  });
});

describe('maxCelsius', () => {
  /** Sensors and a timer that are moved by hand. */
  function byHand(celsius: number | undefined) {
    const now = { celsius };
    let tick = () => {};
    const parts: BenchmarkParts = {
      platform,
      sensors: () => ({ read: async () => ({ celsius: now.celsius }) }),
      guard: {
        every: (_, call) => {
          tick = call;
          return () => {};
        },
      },
    };
    return { now, parts, tick: () => tick() };
  }

  test('on a device that tells no temperature is refused', async () => {
    await expect(
      benchmarkDevice({ ...QUICK, maxCelsius: 70 }, byHand(undefined).parts),
    ).rejects.toMatchObject({ code: 'ERR_NO_SENSOR' });
  });

  test('it pauses while it is hot, marks the time, and goes on when it is cooler', async () => {
    const { now, parts, tick } = byHand(50);
    const told: string[] = [];
    let isHot = false;
    const card = await benchmarkDevice(
      {
        ...QUICK,
        sustainSeconds: 5,
        maxCelsius: 70,
        onEvent(event) {
          if (event.type === 'paused') {
            told.push(`paused at ${event.celsius}`);
            // It rests until the next reading.
            now.celsius = 60;
          }
          if (event.type === 'resumed') told.push(`resumed at ${event.celsius}`);
          if (event.type !== 'progress' || event.step !== 'sustained') return;
          if (!isHot) {
            isHot = true;
            now.celsius = 71;
          }
          tick();
        },
      },
      parts,
    );
    expect(told).toEqual(['paused at 71', 'resumed at 60']);
    expect(card).toMatchObject({ isComplete: true, settings: { maxCelsius: 70 } });
    const readings = card.sustained!.readings;
    expect(readings.some(({ isPaused }) => isPaused)).toBe(true);
    expect(readings.some(({ isPaused }) => !isPaused)).toBe(true);
  });

  test('one that is hot from the start waits, and what it measures then is no slower for it', async () => {
    const { now, parts, tick } = byHand(90);
    const events: BenchmarkEvent[] = [];
    const running = benchmarkDevice(
      {
        ...QUICK,
        maxCelsius: 70,
        onEvent(event) {
          events.push(event);
          if (event.type === 'paused') {
            now.celsius = 40;
            setImmediate(tick);
          }
        },
      },
      parts,
    );
    const card = await running;
    expect(events.filter(({ type }) => type === 'paused' || type === 'resumed')).toHaveLength(2);
    expect(card.isComplete).toBe(true);
    // The median: on a busy machine a slice of a few milliseconds can end without a batch.
    expect(card.kernels[0]!.rate!.hashRate).toBeGreaterThan(0);
  });
});
