import { expect, test } from 'vitest';
import { ClockCheck } from '../../../src/hashrate/benchmark/clock-check.js';

function clocks() {
  const now = { wall: Date.parse('2026-11-21T12:00:00Z'), monotonic: 5000 };
  const check = new ClockCheck({ wall: () => now.wall, monotonic: () => now.monotonic });
  return { now, check };
}

test('clocks that agree', () => {
  const { now, check } = clocks();
  now.wall += 60_000;
  now.monotonic += 60_500;
  expect(check.jump()).toBeUndefined();
  expect(check.date.toISOString()).toBe('2026-11-21T12:00:00.000Z');
});

test.each([
  [3_600_000, 'The clock was set forward, or the device slept, by 3600 s during the benchmark'],
  [-30_000, 'The clock was set back by 30 s during the benchmark'],
])('a jump of %i ms', (jump, message) => {
  const { now, check } = clocks();
  now.wall += 60_000 + jump;
  now.monotonic += 60_000;
  expect(check.jump()).toBe(message);
});
