import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { cardText } from '../src/hashrate/card/card-text.js';
import { DeviceSchema } from '../src/hashrate/card/device-card-schema.js';
import { plainText } from '../src/plain-text.js';
import { sampleCard } from './hashrate/sample-cards.js';

const { device } = sampleCard();
const isModel = (model: string) => v.is(DeviceSchema, { ...device, model });

/** What moves a cursor, turns a line, ends it, or is no character. */
const ODD = {
  'an escape code': '\u001b[2J',
  'a line end': '\r\n',
  "Unicode's line end": '\u2028',
  'a turn of direction': '\u202e',
  'an isolate': '\u2066',
  'a mark of direction': '\u200f',
  'a tag': '\u{e0041}',
  'a private character': '\ue000',
  'half a character': '\ud83d',
};

describe.each(Object.entries(ODD))('%s', (_, odd) => {
  test('is taken out', () => {
    expect(plainText(`a${odd}b`)).toMatch(/^a (\[2J)?b$/);
  });

  test('is refused in a card', () => {
    expect(isModel(`a${odd}b`)).toBe(false);
  });
});

test('letters of all kinds stay', () => {
  for (const text of ['Sample Board 4', '示例板 é🙂', 'a b']) {
    expect(plainText(text)).toBe(text);
    expect(isModel(text)).toBe(true);
  }
});

test('no longer than asked for, and no half characters', () => {
  expect(plainText('abcdef', 6)).toBe('abcdef');
  expect(plainText('abcdefg', 6)).toBe('abcde…');
  expect(plainText('abcd🙂g', 6)).toBe('abcd…');
});

test('whatever text there is: it becomes one that a card may hold, or nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 1000 }), (text) => {
      const plain = cardText(text);
      if (plain === undefined) return;
      expect(isModel(plain)).toBe(true);
      expect(cardText(plain)).toBe(plain);
    }),
    { numRuns: 2000 },
  );
});
