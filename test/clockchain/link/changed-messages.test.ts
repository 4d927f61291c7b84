import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changedMessage, readEverywhere, SAMPLES } from '../support/messages.js';

test('each sample is a message, by at least one reader', () => {
  for (const sample of SAMPLES) expect(readEverywhere(sample)).toBeGreaterThan(0);
});

test('whatever is changed of a message, it is taken or refused by a name', () => {
  fc.assert(
    fc.property(changedMessage, (bytes) => {
      readEverywhere(bytes);
    }),
    { numRuns: 500 },
  );
});
