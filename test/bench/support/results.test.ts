import { expect, it } from 'vitest';
import { resultName } from '../../../bench/support/results.js';

it.each([
  ['AMD EPYC (family 25, model 17)', '20.20.2', '2026-11-21-amd-epyc-family-25-model-17-node-20.json'],
  [
    'Intel(R) Core(TM) i7-8700 CPU @ 3.20GHz',
    '24.0.0',
    '2026-11-21-intel-core-i7-8700-cpu-3-20ghz-node-24.json',
  ],
  ['unknown CPU', '26.10.0', '2026-11-21-unknown-cpu-node-26.json'],
  // Nothing that is no file name on Windows, and no folder.
  ['../a:b\\c?', '22.1.0', '2026-11-21-a-b-c-node-22.json'],
])('a run on %s with Node %s is kept as %s', (cpu, node, name) => {
  expect(resultName({ date: '2026-11-21T15:38:00.000Z', cpu, node })).toBe(name);
});
