import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SensorReading, Sensors } from '../../../src/hashrate/sensors/sensors.js';
import { type TemperatureEvent, TemperatureGuard } from '../../../src/hashrate/sensors/temperature-guard.js';

type Reading = number | undefined | 'silent' | 'rejects';

/** A guard of a synthetic miner, sensor and clock: each step is a second with one reading. */
class Bench {
  readonly events: TemperatureEvent[] = [];
  readonly calls: string[] = [];
  guard!: TemperatureGuard;
  isTicking = false;
  #now = 5000;
  #reading: Reading;
  #tick = () => {};
  #answers: ((reading: SensorReading) => void)[] = [];

  static async open(first: Reading, maxCelsius = 80): Promise<Bench> {
    const bench = new Bench();
    bench.#reading = first;
    bench.guard = await TemperatureGuard.open({
      sensors: bench.#sensors,
      maxCelsius,
      onEvent: (event) => bench.events.push(event),
      now: () => bench.#now,
      every: (milliseconds, tick) => {
        expect(milliseconds).toBe(1000);
        bench.#tick = tick;
        bench.isTicking = true;
        return () => {
          bench.isTicking = false;
        };
      },
    });
    return bench;
  }

  /** Opened, and watching. */
  static async watch(first: Reading, maxCelsius?: number): Promise<Bench> {
    const bench = await Bench.open(first, maxCelsius);
    bench.watch();
    return bench;
  }

  readonly #sensors: Sensors = {
    read: async () => {
      if (this.#reading === 'rejects') throw new Error('of this test');
      if (this.#reading === 'silent') return new Promise((resolve) => this.#answers.push(resolve));
      return { celsius: this.#reading, megahertz: 1500 };
    },
  };

  watch(): void {
    this.guard.watch({
      pause: async () => {
        this.calls.push('pause');
      },
      resume: () => {
        this.calls.push('resume');
      },
    });
  }

  /** A second passes for each of the readings. */
  async read(...readings: Reading[]): Promise<void> {
    for (const reading of readings) {
      this.#reading = reading;
      this.#now += 1000;
      if (this.isTicking) this.#tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The sensor answers what it was asked long ago. */
  async answerLate(celsius: number): Promise<void> {
    for (const answer of this.#answers.splice(0)) answer({ celsius });
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const paused = (celsius: number | undefined) => ({ type: 'paused', celsius, resumeBelow: 75 });

describe('a guard at 80 °C', () => {
  it('does nothing up to there', async () => {
    const { guard, events, calls } = await (async () => {
      const bench = await Bench.watch(60);
      await bench.read(70, 79.9, 80, 80);
      return bench;
    })();
    expect({ events, calls }).toEqual({ events: [], calls: [] });
    expect(guard).toMatchObject({ isPaused: false, celsius: 80, pausedSeconds: 0 });
  });

  it('pauses above it, goes on below 75 °C, and tells both once', async () => {
    const bench = await Bench.watch(70);
    await bench.read(80.3, 82, 79, 75.1, 75);
    expect(bench.events).toEqual([paused(80.3)]);
    expect(bench.calls).toEqual(['pause']);
    expect(bench.guard).toMatchObject({ isPaused: true, celsius: 75, pausedSeconds: 4 });
    await bench.read(74.8, 79, 80);
    expect(bench.events.slice(1)).toEqual([{ type: 'resumed', celsius: 74.8, seconds: 5 }]);
    expect(bench.calls).toEqual(['pause', 'resume']);
    expect(bench.guard).toMatchObject({ isPaused: false, celsius: 80, pausedSeconds: 5 });
  });

  it('adds its pauses up, and tells each on its own', async () => {
    const bench = await Bench.watch(70);
    await bench.read(81, 74, 81, 78, 74);
    expect(bench.events.filter(({ type }) => type === 'resumed')).toEqual([
      { type: 'resumed', celsius: 74, seconds: 1 },
      { type: 'resumed', celsius: 74, seconds: 2 },
    ]);
    expect(bench.guard.pausedSeconds).toBe(3);
  });

  it('pauses before any work when it is too hot from the start', async () => {
    const bench = await Bench.open(91);
    expect(bench.calls).toEqual([]);
    bench.watch();
    expect(bench.calls).toEqual(['pause']);
    expect(bench.events).toEqual([paused(91)]);
  });

  it('does not flap: between 75 and 80 °C nothing changes, whatever comes', async () => {
    const within = fc.array(fc.double({ min: 75, max: 80, noNaN: true }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), within, async (isHot, readings) => {
        const bench = await Bench.watch(isHot ? 81 : 70);
        const before = bench.calls.length;
        await bench.read(...readings);
        expect(bench.calls).toHaveLength(before);
        expect(bench.guard.isPaused).toBe(isHot);
      }),
    );
  });

  it('is paused exactly when a plain account of the readings says so', async () => {
    const reading = fc.oneof(
      { weight: 5, arbitrary: fc.double({ min: 70, max: 85, noNaN: true }) },
      fc.constantFrom<Reading[]>(undefined, Number.NaN, Number.POSITIVE_INFINITY, 'rejects'),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(reading, { maxLength: 40 }), async (readings) => {
        const bench = await Bench.watch(60);
        for (const [at, last] of readings.entries()) {
          await bench.read(last);
          const told = readings.slice(0, at + 1);
          const good = told.filter((value): value is number => Number.isFinite(value));
          const hotAt = good.findLastIndex((celsius) => celsius > 80);
          const coolAt = good.findLastIndex((celsius) => celsius < 75);
          const isBlind = told.length >= 3 && told.slice(-3).every((value) => !Number.isFinite(value));
          expect(bench.guard.isPaused).toBe(hotAt > coolAt || isBlind);
        }
        // Pause and resume take turns, and the events say the same.
        expect(bench.calls).toEqual(bench.calls.map((_, at) => (at % 2 === 0 ? 'pause' : 'resume')));
        expect(bench.events.filter(({ type }) => type === 'resumed')).toHaveLength(
          bench.calls.filter((call) => call === 'resume').length,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('a sensor', () => {
  it.each<Reading>([undefined, Number.NaN, Number.POSITIVE_INFINITY, 'rejects'])(
    'that tells %s at the start: ERR_NO_SENSOR',
    async (reading) => {
      await expect(Bench.open(reading)).rejects.toMatchObject({
        name: 'MineWasmError',
        code: 'ERR_NO_SENSOR',
      });
    },
  );

  it('may fail twice in a row', async () => {
    const bench = await Bench.watch(70);
    await bench.read(undefined, Number.NaN, 71, undefined, 'rejects', 72);
    expect(bench.calls).toEqual([]);
    expect(bench.guard.celsius).toBe(72);
  });

  it('that fails three times pauses, told once, and goes on as soon as it answers', async () => {
    const bench = await Bench.watch(70);
    await bench.read(undefined, undefined);
    expect(bench.guard.celsius).toBe(70);
    await bench.read('rejects', undefined, undefined, undefined);
    expect(bench.events).toEqual([paused(undefined)]);
    expect(bench.guard).toMatchObject({ isPaused: true, celsius: undefined });
    // Not only below 75 °C: it was not paused for the heat.
    await bench.read(78);
    expect(bench.events.slice(1)).toEqual([{ type: 'resumed', celsius: 78, seconds: 4 }]);
    expect(bench.calls).toEqual(['pause', 'resume']);
  });

  it('that answers with heat goes on pausing, and says why', async () => {
    const bench = await Bench.watch(70);
    await bench.read(undefined, undefined, undefined, 84, 77, 74);
    expect(bench.events).toEqual([
      paused(undefined),
      paused(84),
      { type: 'resumed', celsius: 74, seconds: 3 },
    ]);
    expect(bench.calls).toEqual(['pause', 'resume']);
  });

  it('that fails in the heat leaves it paused until it answers with less than 75 °C', async () => {
    const bench = await Bench.watch(70);
    await bench.read(83, undefined, undefined, undefined, 76, 74);
    expect(bench.events).toEqual([
      paused(83),
      paused(undefined),
      paused(76),
      { type: 'resumed', celsius: 74, seconds: 5 },
    ]);
    expect(bench.calls).toEqual(['pause', 'resume']);
  });

  it('that does not answer within seconds has failed, until it does', async () => {
    const bench = await Bench.watch(70);
    await bench.read('silent', 'silent', 'silent');
    expect(bench.calls).toEqual([]);
    await bench.read('silent');
    expect(bench.events).toEqual([paused(undefined)]);
    await bench.answerLate(66);
    expect(bench.events.slice(1)).toEqual([{ type: 'resumed', celsius: 66, seconds: 0 }]);
    await bench.read(81);
    expect(bench.guard.isPaused).toBe(true);
  });
});

describe('close()', () => {
  it('ends the watch; a miner that is paused goes on', async () => {
    const bench = await Bench.watch(70);
    await bench.read(81, 82);
    bench.guard.close();
    expect(bench.isTicking).toBe(false);
    expect(bench.calls).toEqual(['pause', 'resume']);
    await bench.read(60, 90);
    bench.guard.close();
    expect(bench.calls).toEqual(['pause', 'resume']);
    expect(bench.events).toEqual([paused(81)]);
    expect(bench.guard).toMatchObject({ isPaused: false, pausedSeconds: 1 });
  });

  it('while a reading is under way: nothing comes of it', async () => {
    const bench = await Bench.watch(70);
    await bench.read('silent');
    bench.guard.close();
    await bench.answerLate(95);
    expect({ calls: bench.calls, events: bench.events }).toEqual({ calls: [], events: [] });
  });

  it('of a guard that watches nothing yet is fine', async () => {
    const bench = await Bench.open(90);
    bench.guard.close();
    expect(bench.calls).toEqual([]);
  });
});

describe('a guard with the system clock and timer', () => {
  it('reads once a second, until it is closed', async () => {
    vi.useFakeTimers();
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const read = vi.fn(async () => ({ celsius: 50 }));
    const guard = await TemperatureGuard.open({ sensors: { read }, maxCelsius: 80, onEvent: () => {} });
    await vi.advanceTimersByTimeAsync(5000);
    expect(read).toHaveBeenCalledTimes(1);
    guard.watch({ pause: async () => {}, resume: () => {} });
    await vi.advanceTimersByTimeAsync(3000);
    expect(read).toHaveBeenCalledTimes(4);
    guard.close();
    expect(vi.getTimerCount()).toBe(0);
    expect(guard.pausedSeconds).toBe(0);
  });
});
