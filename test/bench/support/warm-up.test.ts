import { expect, it } from 'vitest';
import { wallClock } from '../../../bench/support/clock.js';
import { checkWarmUp, startMoment } from '../../../bench/support/warm-up.js';

it('a moment that is set now leaves time to warm up', () => {
  expect(() => checkWarmUp(startMoment())).not.toThrow();
});

it.each([900, 0, -1000, Number.NaN])('%d ms are too few', (milliseconds) => {
  expect(() => checkWarmUp(wallClock() + milliseconds)).toThrow('Expected at least 1000 ms to warm up');
});
