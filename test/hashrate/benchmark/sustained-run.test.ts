import { expect, test } from 'vitest';
import { type SustainedOptions, SustainedRecorder } from '../../../src/hashrate/benchmark/sustained-run.js';
import type { SustainedRun } from '../../../src/hashrate/card/device-card.js';
import type { SensorReading } from '../../../src/hashrate/sensors/sensors.js';
import { type RateAt, SyntheticDevice } from './synthetic.js';

async function runSustained(
  search: ConstructorParameters<typeof SustainedRecorder>[0],
  options: SustainedOptions,
): Promise<SustainedRun> {
  const recorder = new SustainedRecorder(search, options);
  await recorder.start();
  return recorder.run;
}

function synthetic(rateAt: RateAt, read: (seconds: number) => SensorReading) {
  const device = new SyntheticDevice();
  return {
    search: { kernel: 'simd' as const, threads: 4, work: device.contestant('a', rateAt).work },
    sensors: { read: async () => read(device.seconds) },
    clock: () => device.seconds,
  };
}

test('rate and sensors once a second', async () => {
  const { search, ...options } = synthetic(
    (at) => (at <= 3 ? 4e6 : 2e6),
    (at) => ({ celsius: 50 + at, megahertz: 1500, throttling: at > 3 ? ['throttled'] : [] }),
  );
  const run = await runSustained(search, { ...options, seconds: 5 });
  expect(run).toMatchObject({ kernel: 'simd', threads: 4 });
  expect(run.readings.map(({ seconds, hashRate }) => [seconds, hashRate])).toEqual([
    [1, 4e6],
    [2, 4e6],
    [3, 4e6],
    [4, 2e6],
    [5, 2e6],
  ]);
});

test('sensors that are slow are not asked twice at once, and hold nothing up', async () => {
  let asked = 0;
  const open: ((reading: SensorReading) => void)[] = [];
  const device = new SyntheticDevice();
  const { work } = device.contestant('a', () => 1e6);
  const run = runSustained(
    { kernel: 'simd', threads: 1, work },
    {
      seconds: 100,
      clock: () => device.seconds,
      sensors: {
        read: () => {
          // The first and the last are asked before and after the run.
          if (asked++ !== 1) {
            if (asked > 2) expect(open).toHaveLength(1);
            return Promise.resolve({});
          }
          const late = new Promise<SensorReading>((resolve) => open.push(resolve));
          setImmediate(() => open[0]!({ celsius: 61 }));
          return late;
        },
      },
    },
  );
  const { readings } = await run;
  expect(readings).toHaveLength(100);
  expect(readings.map(({ celsius }) => celsius).filter((celsius) => celsius !== undefined)).toEqual([61]);
  expect(asked).toBe(3);
});

test('what the firmware remembers from before the run is not told', async () => {
  let reads = 0;
  const { search, ...options } = synthetic(
    () => 1e6,
    () => ({ occurred: reads++ === 0 ? ['under-voltage'] : ['under-voltage', 'throttled'] }),
  );
  expect((await runSustained(search, { ...options, seconds: 2 })).occurred).toEqual(['throttled']);
});

test('a device without sensors has rates alone', async () => {
  const { search, ...options } = synthetic(
    () => 1e6,
    () => ({}),
  );
  const run = await runSustained(search, { ...options, seconds: 2 });
  expect(run).not.toHaveProperty('occurred');
  expect(JSON.parse(JSON.stringify(run.readings))).toEqual([
    { seconds: 1, hashRate: 1e6 },
    { seconds: 2, hashRate: 1e6 },
  ]);
});

test('ended by the signal, it keeps what it has', async () => {
  const abort = new AbortController();
  const { search, ...options } = synthetic(
    (at) => {
      if (at >= 3) abort.abort();
      return 1e6;
    },
    () => ({ celsius: 40 }),
  );
  const { readings } = await runSustained(search, { ...options, seconds: 60, signal: abort.signal });
  expect(readings).toHaveLength(3);
});

test('what happened again in the run is told, though the firmware remembers it from before', async () => {
  const { search, ...options } = synthetic(
    () => 1e6,
    () => ({ throttling: ['throttled'], occurred: ['throttled', 'under-voltage'] }),
  );
  expect((await runSustained(search, { ...options, seconds: 3 })).occurred).toEqual(['throttled']);
});

test('a second in which it rested, in part, is marked', async () => {
  let pause = 0;
  const device = new SyntheticDevice();
  const { work } = device.contestant('a', () => 1e6, {
    // The search's own clock stands for 0.8 s of the third second.
    sample: ({ seconds, hashes }) => {
      if (seconds === 3) pause = 0.8;
      return { seconds: seconds - pause, hashes: hashes - pause * 1e6 };
    },
  });
  const { readings } = await runSustained(
    { kernel: 'simd', threads: 1, work },
    { seconds: 5, clock: () => device.seconds, sensors: { read: async () => ({}) } },
  );
  expect(readings.map(({ isPaused = false }) => isPaused)).toEqual([false, false, true, false, false]);
});

test('threads that die leave the readings', async () => {
  const fault = new Error('died');
  const { search, ...options } = synthetic(
    (at) => {
      if (at > 3) throw fault;
      return 1e6;
    },
    () => ({ celsius: 40 }),
  );
  const recorder = new SustainedRecorder(search, { ...options, seconds: 60 });
  await expect(recorder.start()).rejects.toBe(fault);
  expect(recorder.run.readings).toHaveLength(3);
});

test('a listener that fails ends the run with what it threw', async () => {
  const fault = new Error('listener');
  const { search, ...options } = synthetic(
    () => 1e6,
    () => ({}),
  );
  let told = 0;
  const onReading = () => {
    if (++told === 1) throw fault;
  };
  // A turn of the event loop for each second, so that sensors answer in between.
  const work: typeof search.work = async (interval, onSample) => {
    for (let at = 1; ; at++) {
      if (!onSample({ seconds: at * interval, hashes: at })) return;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const run = runSustained({ ...search, work }, { ...options, seconds: 1e9, onReading });
  await expect(run).rejects.toBe(fault);
});
