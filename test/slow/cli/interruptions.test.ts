import { expect, test } from 'vitest';
import { expectExactCoverage, type Interruption, randomFrom } from '../../cli/interruptions.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL', 'SIGKILL'] as const;
const COUNT = 30;

/** Another seed with each run, unless one is asked for; it is in the test's name, which a failure shows. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

test(`${COUNT} interruptions at random moments, SEED=${seed}`, async () => {
  const random = randomFrom(seed);
  const interruptions = Array.from({ length: COUNT }, (): Interruption => {
    const signal = SIGNALS[random(SIGNALS.length)]!;
    // Some before the first sign of life, which then come from 0 to 400 ms after the start.
    const news = random(4);
    return { signal, news, milliseconds: random(news === 0 ? 400 : 60) };
  });
  const met = await expectExactCoverage(40_000_000, interruptions);
  expect(met).toBeGreaterThanOrEqual(15);
});
