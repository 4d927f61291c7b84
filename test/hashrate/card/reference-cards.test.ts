import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GOLDEN_BLOCKS } from '../../../src/hashrate/benchmark/golden-blocks.js';
import { readDeviceCard } from '../../../src/hashrate/card/read-device-card.js';

const FOLDER = new URL('../../../bench/cards/', import.meta.url);
const FILES = readdirSync(FOLDER).filter((name) => name !== 'README.md');

test('there are some, and nothing else', () => {
  expect(FILES.length).toBeGreaterThan(0);
  for (const name of FILES) expect(name).toMatch(/^[a-z\d-]+-node-\d+\.json$/);
});

describe.each(FILES)('%s', (name) => {
  const card = readDeviceCard(readFileSync(new URL(name, FOLDER), 'utf8'));

  test('is complete, and of a real device', () => {
    expect(card).toMatchObject({ isComplete: true, settings: { isQuick: false } });
    expect(card.device.emulator).toBeUndefined();
    expect(card.sustained!.readings.length).toBeGreaterThanOrEqual(55);
    expect(name).toContain(`-node-${card.software.node.split('.')[0]}.json`);
  });

  test('has proved itself on real blocks, with every kernel', () => {
    const measured = card.kernels.filter(({ rate }) => rate !== undefined).map(({ kernel }) => kernel);
    const expected = measured.flatMap((kernel) => GOLDEN_BLOCKS.map(({ height }) => `${kernel} ${height}`));
    expect(card.goldenResults.map(({ kernel, height }) => `${kernel} ${height}`)).toEqual(expected);
  });
});
