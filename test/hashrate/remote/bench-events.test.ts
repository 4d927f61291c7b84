import { expect, test } from 'vitest';
import { readBenchEvent } from '../../../src/hashrate/remote/bench-events.js';
import { sampleCard } from '../sample-cards.js';

const progress = { type: 'progress', done: 0.5, hashRate: 1e6, step: '2 threads' };

test.each([
  { type: 'stage', name: 'kernels' },
  progress,
  { ...progress, celsius: 51.5 },
  { type: 'note', message: 'a note' },
  { type: 'error', code: 'ERR_HARDWARE', message: 'a fault' },
  { type: 'paused', celsius: 80.3, resumeBelow: 75 },
  { type: 'paused', resumeBelow: 75 },
  { type: 'resumed', celsius: 74.9, seconds: 31.5 },
  { type: 'partial', card: { ...sampleCard(), isComplete: false } },
])('$type', (event) => {
  expect(readBenchEvent(JSON.stringify(event))).toEqual(event);
});

test('a later version may tell more', () => {
  expect(readBenchEvent(JSON.stringify({ ...progress, more: 1 }))).toEqual(progress);
});

test.each([
  '',
  '(node:1) Warning: x',
  'null',
  '{"type":"other"}',
  JSON.stringify({ ...progress, done: 1.5 }),
  JSON.stringify({ ...progress, hashRate: 'fast' }),
  '{"type":"partial","card":{}}',
])('passes over %s', (line) => {
  expect(readBenchEvent(line)).toBeUndefined();
});

test('what is shown holds no control characters, and is not long', () => {
  const name = `\u001b[2J\r\n${'x'.repeat(1000)}`;
  const event = readBenchEvent(JSON.stringify({ type: 'stage', name }));
  expect(event).toEqual({ type: 'stage', name: expect.stringMatching(/^\P{C}{1,300}$/u) });
});
