import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { abortWith } from '../../../src/node/solo/abort-with.js';

test('is aborted with the signal, until it is released', () => {
  const outer = new AbortController();
  const [kept, released] = [abortWith(outer.signal), abortWith(outer.signal)];
  released.release();
  expect(getEventListeners(outer.signal, 'abort')).toHaveLength(1);
  outer.abort();
  expect(kept.controller.signal.aborted).toBe(true);
  expect(released.controller.signal.aborted).toBe(false);
});

test('is aborted from the start with a signal that was, and by itself without one', () => {
  expect(abortWith(AbortSignal.abort()).controller.signal.aborted).toBe(true);
  const own = abortWith(undefined);
  own.abort();
  expect(own.controller.signal.aborted).toBe(true);
});

test('its own abort leaves the signal alone', () => {
  const outer = new AbortController();
  abortWith(outer.signal).abort();
  expect(outer.signal.aborted).toBe(false);
});
