import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difficultyAt, LAST_POSITION } from '../../demo/src/difficulty-scale.js';
import { BLOCK_277316 } from '../../demo/src/lessons/known-block.js';
import { DUTY, defaultSettings, KERNEL_SETTINGS, type Settings } from '../../demo/src/settings.js';
import { readLink, writeLink } from '../../demo/src/share-link.js';

const CORES = 8;
const hex = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((array) => Buffer.from(array).toString('hex'));
const target = hex(32).filter((digits) => /[1-9a-f]/.test(digits));

const settings: fc.Arbitrary<Settings> = fc.record({
  threads: fc.integer({ min: 1, max: CORES }),
  duty: fc.integer({ min: DUTY.least / DUTY.step, max: DUTY.most / DUTY.step }).map((n) => n * DUTY.step),
  kernel: fc.constantFrom(...KERNEL_SETTINGS),
  pauseWhenHidden: fc.boolean(),
  goal: fc.oneof(
    fc.integer({ min: 0, max: LAST_POSITION }).map((position) => ({
      kind: 'difficulty' as const,
      difficulty: difficultyAt(position),
    })),
    fc.record({
      kind: fc.constant('header' as const),
      header: fc.oneof(hex(76), hex(80)),
      target,
    }),
  ),
});

test('a link gives back the settings that it was made of', () => {
  fc.assert(
    fc.property(settings, (given) => {
      expect(readLink(`#${writeLink(given)}`, CORES)).toEqual({ settings: given, complaints: [] });
    }),
  );
});

test('no link throws, and whatever it says, the settings can be used', () => {
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), hex(80));
  const names = ['threads', 'duty', 'kernel', 'hidden', 'difficulty', 'header', 'target', '__proto__'];
  const link = fc
    .dictionary(fc.constantFrom(...names), value)
    .map((parameters) => new URLSearchParams(Object.entries(parameters)).toString());
  fc.assert(
    fc.property(fc.oneof(fc.string(), link), fc.integer({ min: 1, max: 64 }), (text, cores) => {
      const read = readLink(text, cores).settings;
      expect(read.threads).toSatisfy((n: number) => Number.isInteger(n) && n >= 1 && n <= cores);
      expect(read.duty % DUTY.step).toBe(0);
      expect(read.duty).toSatisfy((n: number) => n >= DUTY.least && n <= DUTY.most);
      expect(KERNEL_SETTINGS).toContain(read.kernel);
      // What was read can be written and read again.
      expect(readLink(writeLink(read), cores)).toEqual({ settings: read, complaints: [] });
    }),
  );
});

describe('a bad part is told, and the others are used', () => {
  test.each([
    ['threads=0', "The link's threads is not a number of threads from 1 on."],
    ['threads=1e3', "The link's threads is not a number of threads from 1 on."],
    ['duty=10', "The link's duty is not a percentage from 25 to 100."],
    ['kernel=wide', "The link's kernel is not one of auto, simd, scalar, rolling."],
    ['hidden=maybe', "The link's hidden is not pause or run."],
    ['difficulty=-1', "The link's difficulty is not a number above 0."],
    ['header=00', "The link's header is not 76 or 80 bytes in hex (it has 1)."],
  ])('%s', (part, complaint) => {
    const { settings: read, complaints } = readLink(
      `#${part}&duty=${part.startsWith('duty') ? '10' : '50'}`,
      CORES,
    );
    expect(complaints).toEqual([complaint]);
    const { duty, ...rest } = read;
    expect(duty).toBe(part.startsWith('duty') ? DUTY.most : 50);
    expect(rest).toMatchObject({ kernel: 'auto', pauseWhenHidden: true });
  });
});

test('of a header and a target only the one that can not be used is left out', () => {
  const header = BLOCK_277316.toHex();
  const goalOf = (link: string) => readLink(link, CORES).settings.goal;
  expect(readLink(`header=${header}&target=0`, CORES)).toMatchObject({
    settings: { goal: { kind: 'header', header, target: '' } },
    complaints: ["The link's target is not greater than 0."],
  });
  expect(goalOf('header=00&target=ff')).toEqual(defaultSettings(CORES).goal);
  expect(goalOf('header=00&target=ff&difficulty=1')).toEqual({ kind: 'difficulty', difficulty: 1 });
  // Without a target of its own such a header has none.
  expect(readLink(`header=${'00'.repeat(80)}&target=0`, CORES)).toMatchObject({
    settings: { goal: defaultSettings(CORES).goal },
    complaints: [
      "The link's target is not greater than 0.",
      expect.stringMatching(/^The link's bits is not /),
    ],
  });
});

test('a header of a link is its digits, whatever space there is between them', () => {
  const header = BLOCK_277316.toHex();
  const spaced = [...header].join(' '.repeat(1000));
  expect(readLink(new URLSearchParams({ header: spaced }).toString(), CORES).settings.goal).toMatchObject({
    header,
  });
});

test('a link of a larger machine is cut down to this one', () => {
  expect(readLink('#threads=64', 4)).toMatchObject({ settings: { threads: 4 }, complaints: [] });
});

test('without a link everything is as it is by default', () => {
  for (const none of ['', '#', '#lessons']) {
    expect(readLink(none, 4)).toEqual({ settings: defaultSettings(4), complaints: [] });
  }
  expect(defaultSettings(1).threads).toBe(1);
});
