import { expect, test } from 'vitest';
import { describePauses, describeRest, describeTemperature } from '../../src/cli/temperature-text.js';

test('what a guard tells', () => {
  expect(describeTemperature({ type: 'paused', celsius: 80.34, resumeBelow: 75 })).toBe(
    'Paused at 80.3 °C; goes on below 75 °C',
  );
  expect(describeTemperature({ type: 'paused', celsius: undefined, resumeBelow: 75 })).toBe(
    'Paused: nothing tells the temperature any more; goes on when something does',
  );
  expect(describeTemperature({ type: 'resumed', celsius: 74.8, seconds: 32 })).toBe(
    'Goes on at 74.8 °C after 32 s',
  );
});

test('how it rests, and how long it did', () => {
  expect(describeRest(80.31)).toBe('paused at 80.3 °C');
  expect(describeRest(undefined)).toBe('paused');
  expect(describePauses(125)).toBe('Paused for 2 m 5 s in all');
});
