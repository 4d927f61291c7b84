import { describe, expect, it } from 'vitest';
import { parseCelsius } from '../../../src/cli/flags.js';
import { checkBenchmarkOptions } from '../../../src/hashrate/benchmark/benchmark-options.js';
import { TemperatureGuard } from '../../../src/hashrate/sensors/temperature-guard.js';

/** All who take a limit. */
const TAKERS: Record<string, (celsius: number) => unknown> = {
  'the command line': async (celsius) => parseCelsius('--max-temp', `${celsius}`),
  'a benchmark': async (maxCelsius) => checkBenchmarkOptions({ maxCelsius }),
  'the guard': (maxCelsius) =>
    TemperatureGuard.open({
      sensors: { read: async () => ({ celsius: 50 }) },
      maxCelsius,
      onEvent: () => {},
    }),
};

describe.each(Object.entries(TAKERS))('%s', (_, take) => {
  it.each([20, 80.5, 125])('takes %s °C', async (celsius) => {
    await take(celsius);
  });

  it.each([3, 19.99, 125.01, 150, -40, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %s °C',
    async (celsius) => {
      await expect(take(celsius)).rejects.toMatchObject({
        code: 'ERR_INVALID_OPTION',
        message: expect.stringContaining('a number of °C from 20 to 125, got '),
      });
    },
  );
});
