import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expectAtLeast, expectIntervalAtLeast, keepReport } from '../../../bench/support/report.js';

it.each([
  [[1, 2, 3, 4, 5, 6], 3.5, true, '3.500 by 6 calm values'],
  [[1, 2, 3, 4, 5, 6], 3.6, false, '3.500 by 6 calm values'],
  [[9, 9, 9, 9, 9], 1, undefined, 'only 5 calm values'],
  [[], 1, undefined, 'only 0 calm values'],
])('the median of %j is expected to be at least %d: %s', (calm, least, met, seen) => {
  expect(expectAtLeast('it is', calm, least)).toEqual({ says: 'it is', seen, met });
});

it.each([
  [[1, 2, 3, 4, 5, 6], 1, true, '3.500 by 6 rounds'],
  [[1, 2, 3, 4, 5, 6], 3, undefined, '3.500 by 6 rounds'],
  [[1, 2, 3, 4, 5, 6], 6.1, false, '3.500 by 6 rounds'],
  [[9, 9, 9, 9, 9], 1, undefined, 'only 5 rounds'],
])('the whole interval of the median of %j is expected to be at least %d: %s', (values, least, met, seen) => {
  expect(expectIntervalAtLeast('it is', values, least)).toEqual({ says: 'it is', seen, met });
});

it('keeps every raw value, a list of numbers on one line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-report-'));
  const file = join(folder, 'report.json');
  const data = { kernel: { rates: [1.5, 1e-7, -3], names: ['a', 'b'] } };
  keepReport(file, { title: 'it', how: ['so'], data });
  const text = readFileSync(file, 'utf8');
  rmSync(folder, { recursive: true });
  expect(JSON.parse(text)).toMatchObject({ title: 'it', how: ['so'], expectations: [], data });
  expect(text.split('\n').some((line) => line.includes('1.5') && line.includes('-3'))).toBe(true);
});
