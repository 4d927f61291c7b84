import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCards } from '../../../src/hashrate/comparison/comparison.js';
import { comparisonToCsv } from '../../../src/hashrate/comparison/comparison-csv.js';
import { comparisonToJson } from '../../../src/hashrate/comparison/comparison-json.js';
import { comparisonToMarkdown } from '../../../src/hashrate/comparison/comparison-markdown.js';
import { anyCards, cardOf } from '../comparison-cards.js';
import { sampleCard } from '../sample-cards.js';
import { sampleFleet } from '../sample-fleet.js';

const fleet = compareCards(Object.entries(sampleFleet()).map(([name, card]) => ({ name, card })));

/** A reader of RFC 4180 that refuses all else. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const [, raw, end] = cell.exec(text) ?? [];
    if (raw === undefined) throw new Error(`No CSV from ${at}: ${text.slice(at, at + 40)}`);
    rows.at(-1)!.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
    if (end === '\r\n' && cell.lastIndex < text.length) rows.push([]);
  }
  return rows;
}

describe('CSV', () => {
  const recordsOf = (text: string) => {
    const [head, ...rows] = parseCsv(text);
    return rows.map((row) => Object.fromEntries(head!.map((name, at) => [name, row[at]])));
  };

  test('has a line for each card, those that are not ranked last', () => {
    const records = recordsOf(comparisonToCsv(fleet));
    expect(records.map(({ rank, card, leftOut }) => [rank, card, leftOut])).toEqual([
      ['1', 'server.json', ''],
      ['2', 'board-5.json', ''],
      ['3', 'board-4.json', ''],
      ['4', 'board-3.json', ''],
      ['', 'emulated.json', 'emulated by qemu: its rate says nothing about the device'],
    ]);
    expect(records[0]).toMatchObject({ hashRate: '79000000', marks: 'noisy guest', throttledShare: '' });
  });

  test('has every figure in full, as JSON has it', () => {
    const { devices } = comparisonToJson(fleet) as { devices: Record<string, unknown>[] };
    for (const [at, record] of recordsOf(comparisonToCsv(fleet)).slice(0, devices.length).entries()) {
      for (const [name, value] of Object.entries(devices[at]!)) {
        if (typeof value === 'number') expect([name, record[name]]).toEqual([name, String(value)]);
      }
    }
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('%j is no formula', (name) => {
    const [record] = recordsOf(comparisonToCsv(compareCards([{ name, card: sampleCard() }])));
    expect(record!.card).toBe(`'${name}`);
  });

  test('is read as it was meant, whatever the words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (name) => {
        const [record] = recordsOf(comparisonToCsv(compareCards([{ name, card: sampleCard() }])));
        expect(record!.card!.replace(/^'(?=[=+\-@\t\r\n])/, '')).toBe(name);
      }),
    );
  });
});

describe('Markdown', () => {
  test('has as many cells in each row', () => {
    fc.assert(
      fc.property(anyCards, (cards) => {
        const lines = comparisonToMarkdown(compareCards(cards)).split('\n');
        const rows = lines.filter((line) => line.startsWith('|'));
        const cells = rows.map((row) => row.replaceAll('\\|', '').split('|').length);
        expect(new Set(cells).size).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('takes no words for markup', () => {
    const card = cardOf({ model: '<b>|*a*_b_[c](d)`e`&amp;\\' });
    const text = comparisonToMarkdown(compareCards([{ name: 'a', card }]));
    expect(text).toContain('| &lt;b>\\|\\*a\\*\\_b\\_\\[c\\](d)\\`e\\`&amp;amp;\\\\ |');
  });

  test('names what is left out, and why', () => {
    expect(comparisonToMarkdown(fleet)).toMatch(
      /^- Not ranked: Sample Board 4 \(emulated\.json\), emulated/m,
    );
    const none = comparisonToMarkdown({ ...fleet, devices: [] });
    expect(none).not.toContain('|');
  });
});

test('JSON has the figures, and none of the cards', () => {
  const json = comparisonToJson(fleet);
  expect(json).toMatchObject({
    type: 'comparison',
    devices: [
      { rank: 1, name: 'server.json', model: expect.stringMatching(/Server/), hashRate: 79e6, ratio: 1 },
      { rank: 2 },
      { rank: 3, sustained: { throttledShare: expect.any(Number) } },
      { rank: 4, bits: 32, kernelBits: 64 },
    ],
    leftOut: [{ name: 'emulated.json', reason: expect.any(String) }],
    notes: expect.any(Array),
  });
  expect(JSON.stringify(json)).not.toContain('slices');
});
