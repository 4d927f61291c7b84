import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceCard } from '../../../src/hashrate/card/device-card.js';
import { compareCards, type NamedCard } from '../../../src/hashrate/comparison/comparison.js';
import { comparisonPage } from '../../../src/hashrate/report/comparison-page.js';
import { escapeHtml } from '../../../src/report/html.js';
import { elementsOf } from '../../report/markup.js';
import { anyCards, cardOf, readingsOf, threadsOf } from '../comparison-cards.js';
import { sampleCard, sampleRate } from '../sample-cards.js';
import { sampleFleet } from '../sample-fleet.js';

const OPTIONS = { date: new Date('2026-11-21T12:34:56Z'), version: '0.1.0' };
const pageOf = (...cards: readonly NamedCard[]) => comparisonPage(compareCards(cards), OPTIONS);
const named = (card: DeviceCard) => ({ name: 'card.json', card });
const fleet = pageOf(...Object.entries(sampleFleet()).map(([name, card]) => ({ name, card })));

/** The text of a section, without tags. */
function sectionOf(page: string, id: string): string {
  const element = elementsOf(page).find(
    ({ name, attributes }) => name === 'section' && attributes['aria-labelledby'] === id,
  )!;
  return element.text.replace(/<[^>]*>/g, ' ');
}

describe('a page', () => {
  const elements = elementsOf(fleet);
  const all = (name: string) => elements.filter((element) => element.name === name);

  test('loads and runs nothing', () => {
    expect(all('meta').map(({ attributes }) => attributes.content)).toContain(
      'default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;',
    );
    for (const name of ['script', 'link', 'img', 'iframe', 'object', 'use', 'image', 'a']) {
      expect(all(name)).toEqual([]);
    }
    const names = elements.flatMap(({ attributes }) => Object.keys(attributes));
    expect(names.filter((name) => /^on|^src$|href$/.test(name))).toEqual([]);
    expect(fleet).not.toMatch(/url\((?!#)|@import/);
  });

  test('has landmarks, headings and tables that can be found without eyes', () => {
    for (const name of ['header', 'main', 'footer', 'h1']) expect(all(name)).toHaveLength(1);
    expect(all('html')[0]!.attributes.lang).toBe('en');
    expect(all('h2').map(({ text }) => text)).toEqual([
      'Ranking',
      'Hash rate',
      'Scaling',
      'Under lasting load',
      'The devices',
      'How it was measured',
    ]);
    expect(all('th').every(({ attributes }) => /^(col|row)$/.test(attributes.scope!))).toBe(true);
    const pictures = all('svg').filter(({ attributes }) => attributes['aria-hidden'] !== 'true');
    expect(pictures.length).toBeGreaterThan(0);
    for (const { attributes } of pictures) {
      expect(attributes.role).toBe('img');
      for (const id of attributes['aria-labelledby']!.split(' ')) {
        expect(elements.find((element) => element.attributes.id === id)!.text).not.toBe('');
      }
    }
    const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says what it is of, when it was made, and what came out', () => {
    expect(all('h1')[0]!.text).toBe('Hash rates of 5 devices');
    expect(all('title')[0]!.text).toBe('Hash rates of 5 devices');
    expect(all('time')[0]!.attributes.datetime).toBe('2026-11-21T12:34:56.000Z');
    const summary = elements.find(({ attributes }) => attributes.class === 'summary')!.text;
    expect(summary.replaceAll('\u00a0', ' ')).toBe(
      'Sample Cloud Server with a Name that is Rather Long comes first with 79.0 MH/s on 16 threads (a noisy rate), ' +
        '7.94 times the 9.96 MH/s of Sample Board 5. Sample Board 5 gets the most out of its power: 1131 kH/J.',
    );
  });

  test('ranks, and says what is not ranked', () => {
    const text = sectionOf(fleet, 'ranking');
    expect(text).toMatch(/noisy.*guest/s);
    expect(text).toMatch(/Sample Board 4 \(emulated\.json\): emulated by qemu/);
    expect(text).toMatch(/Not measured by the same code/);
  });

  test('has a bar for each ranked device, in both widths', () => {
    expect(elements.filter(({ attributes }) => attributes.class === 'bar')).toHaveLength(8);
  });

  test('shows when a board was throttled, and when it paused', () => {
    const text = sectionOf(fleet, 'long-runs').replaceAll('\u00a0', ' ');
    expect(text).toMatch(/15 min of load: 9\.90 MH\/s in the first minute, 9\.73 MH\/s in the last \(98 %\)/);
    expect(text).toMatch(/Throttled for 55 % of the time\. The firmware reports: soft-temperature-limit/);
    for (const name of ['throttled', 'paused']) {
      expect(
        elements.filter(({ attributes }) => attributes.class === `shade ${name}`).length,
      ).toBeGreaterThan(2);
    }
  });
});

describe('the summary', () => {
  const summaryOf = (...cards: readonly NamedCard[]) =>
    elementsOf(pageOf(...cards))
      .find(({ attributes }) => attributes.class === 'summary')!
      .text.replaceAll('\u00a0', ' ');

  test('of one device says what it reaches', () => {
    expect(summaryOf(named(sampleCard()))).toBe(
      'Sample Board 4 reaches 3.88 MH/s on 4 threads with the kernel simd.',
    );
  });

  const fast = named(cardOf({ model: 'fast' }, { threads: threadsOf(4e6) }));
  const slow = named(cardOf({ model: 'slow' }, { threads: threadsOf(2e6) }));
  const noisy = (card: DeviceCard): DeviceCard => ({
    ...card,
    threads: card.threads.map((entry) => ({
      ...entry,
      rate: { ...entry.rate, noise: ['Others used 9 % of the processor'] },
    })),
  });

  test('of two says which is the fastest, and by how much', () => {
    expect(summaryOf(slow, fast)).toBe(
      'fast is the fastest: 4.00 MH/s on 1 thread, 2.00 times the 2.00 MH/s of slow.',
    );
  });

  test('calls none the fastest whose rate can not be trusted, nor one compared with such', () => {
    expect(summaryOf(slow, named(noisy(fast.card)))).toBe(
      'fast comes first with 4.00 MH/s on 1 thread (a noisy rate), 2.00 times the 2.00 MH/s of slow.',
    );
    expect(summaryOf(named({ ...noisy(slow.card), isComplete: false }), fast)).toBe(
      'fast comes first with 4.00 MH/s on 1 thread, ' +
        '2.00 times the 2.00 MH/s of slow (a noisy rate from an incomplete benchmark).',
    );
    expect(summaryOf(named({ ...fast.card, isComplete: false }))).toBe(
      'fast reaches 4.00 MH/s on 1 thread with the kernel simd (from an incomplete benchmark).',
    );
  });

  test('of the most efficient says so too', () => {
    const frugal = noisy(cardOf({ model: 'slow', watts: 1 }, { threads: threadsOf(2e6) }));
    const hungry = cardOf({ model: 'fast', watts: 9 }, { threads: threadsOf(4e6) });
    expect(summaryOf(named(frugal), named(hungry))).toMatch(
      / slow gets the most out of its power: 2000 kH\/J \(a noisy rate\)\.$/,
    );
  });

  test('of two that are too near says so', () => {
    expect(summaryOf({ name: 'a', card: sampleCard() }, { name: 'b', card: sampleCard() })).toMatch(
      /too near to be told apart/,
    );
  });

  test('of none says so', () => {
    expect(summaryOf(named(cardOf({ emulator: 'qemu' })))).toBe(
      'None of 1 device has a rate that can be ranked.',
    );
  });
});

test('where there is nothing to draw, it says why', () => {
  const page = pageOf(named(cardOf({ emulator: 'qemu' })));
  expect(sectionOf(page, 'ranking')).toMatch(/No device can be ranked/);
  for (const id of ['rates', 'scaling', 'long-runs']) {
    expect(sectionOf(page, id)).toMatch(/There is (no|nothing)/);
    expect(page).not.toContain('id="rates-plot');
  }
});

/** A card whose every word is hostile, and says where it comes from. */
function hostile<T>(value: T, path = 'card'): T {
  if (Array.isArray(value)) return value.map((item, at) => hostile(item, `${path}.${at}`)) as T;
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, hostile(item, `${path}.${key}`)]),
    ) as T;
  }
  return typeof value === 'string' ? (`<script>"${path}"&'</script>` as T) : value;
}

test('every word of a card is shown, and none is markup', () => {
  const words = {
    device: {
      ...sampleCard().device,
      revision: 'r',
      soc: 's',
      hypervisor: 'h',
      cooling: 'c',
    },
    software: { ...sampleCard().software, artifacts: {}, flags: ['f'] },
    notes: ['n'],
    kernels: [
      { kernel: 'simd', rate: sampleRate(1e6, { noise: ['k'] }) },
      { kernel: 'wide', reason: 'r' },
    ],
    threads: [{ threads: 1, kernel: 'simd', rate: sampleRate(1e6, { noise: ['t'] }) }],
    sustained: {
      kernel: 'simd',
      threads: 1,
      readings: readingsOf(5, () => ({ throttling: ['throttled'] })),
      occurred: ['throttled'],
    },
  } as Partial<DeviceCard>;
  const evil = { ...hostile(words), type: 'mine-wasm/device-card' } as Partial<DeviceCard>;
  const page = pageOf({ name: '<script>"name"', card: sampleCard(evil) });
  expect(elementsOf(page).filter(({ name }) => name === 'script')).toEqual([]);
  const strings: string[] = [];
  JSON.stringify(evil, (key, value) => {
    if (typeof value === 'string' && key !== 'type') strings.push(value);
    return value;
  });
  // Of the run only whether it was throttled is drawn, and which kernel ran is known from the ranking.
  const shown = strings.filter((text) => !/sustained\.(readings|kernel)/.test(text));
  expect(shown.length).toBeGreaterThan(20);
  for (const text of [...shown, '<script>"name"']) expect(page).toContain(escapeHtml(text));
});

test('whatever the cards, the page is whole, and every number in it is one', () => {
  fc.assert(
    fc.property(anyCards, (cards) => {
      const page = pageOf(...cards);
      const elements = elementsOf(page);
      expect(page.replace(/<style>.*<\/style>/s, '')).not.toMatch(/NaN|Infinity|undefined|\[object/);
      expect(elements.filter(({ name }) => name === 'script')).toEqual([]);
      const ids = elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
      expect(new Set(ids).size).toBe(ids.length);
    }),
    { numRuns: 60 },
  );
});
