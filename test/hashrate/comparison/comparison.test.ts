import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCards, type NamedCard } from '../../../src/hashrate/comparison/comparison.js';
import { explainMarks } from '../../../src/hashrate/comparison/comparison-columns.js';
import { anyCards, cardOf, readingsOf, threadsOf } from '../comparison-cards.js';
import { sampleCard, sampleRate } from '../sample-cards.js';

const named = (...cards: readonly NamedCard['card'][]): NamedCard[] =>
  cards.map((card, at) => ({ name: `${at}.json`, card }));

test('the fastest device comes first', () => {
  const { devices, leftOut, notes } = compareCards(
    named(
      cardOf({ model: 'slow' }, { threads: threadsOf(1e6) }),
      cardOf({ model: 'fast' }, { threads: threadsOf(2e6, 4e6) }),
    ),
  );
  expect(devices.map(({ rank, label, ratio }) => [rank, label, ratio])).toEqual([
    [1, 'fast', 1],
    [2, 'slow', 0.25],
  ]);
  expect({ leftOut, notes }).toEqual({ leftOut: [], notes: [] });
});

describe('a device', () => {
  const of = (card: NamedCard['card'], watts?: number) =>
    compareCards(named(card), { watts: [watts] }).devices[0]!;

  test('is ranked by the highest median of its thread counts, and of equal ones by fewer threads', () => {
    expect(of(cardOf({}, { threads: threadsOf(1e6, 3e6, 2e6) }))).toMatchObject({
      threads: 2,
      hashRate: 3e6,
    });
    expect(of(cardOf({}, { threads: threadsOf(1e6, 3e6, 3e6) }))).toMatchObject({ threads: 2 });
  });

  test('has its rate per busy core, per GHz and per watt', () => {
    const card = cardOf({ watts: 5 }, { threads: threadsOf(1e6, 1.8e6) });
    expect(of(card)).toMatchObject({
      perCore: 0.9e6,
      perGigahertz: 0.6e6,
      watts: 5,
      hashesPerJoule: 0.36e6,
      efficiency: 0.9,
    });
  });

  test('with more threads than logical processors is divided by the processors', () => {
    const threads = [{ threads: 8, kernel: 'simd' as const, rate: sampleRate(4e6) }];
    expect(of(cardOf({}, { threads }))).toMatchObject({ threads: 8, perCore: 1e6 });
  });

  test('has only what its card tells', () => {
    const { cpu } = sampleCard().device;
    const card = cardOf(
      { cpu: { ...cpu, maxMegahertz: undefined } },
      { threads: threadsOf(1e6, 2e6).slice(1) },
    );
    const device = of(card);
    for (const name of ['perGigahertz', 'watts', 'hashesPerJoule', 'efficiency', 'sustained']) {
      expect(device).not.toHaveProperty(name);
    }
  });

  test('takes the watts of the call before those of the card', () => {
    expect(of(cardOf({ watts: 5 }), 8)).toMatchObject({ watts: 8 });
    expect(of(cardOf({ watts: 5 }), undefined)).toMatchObject({ watts: 5 });
  });

  test('is marked when its rate is noisy, its benchmark incomplete, or it is a guest', () => {
    const noisy = sampleRate(4e6, { noise: ['others used 9 % of the processor'] });
    const card = cardOf(
      { hypervisor: 'kvm' },
      { isComplete: false, threads: [{ threads: 4, kernel: 'simd', rate: noisy }] },
    );
    expect(of(card).marks.map(({ kind }) => kind)).toEqual(['noisy', 'incomplete', 'guest']);
    expect(of(sampleCard()).marks).toEqual([]);
  });

  test('of which there are several is told by the name of the card as well', () => {
    const { devices } = compareCards(named(sampleCard(), sampleCard()));
    expect(devices.map(({ label }) => label)).toEqual(['Sample Board 4 (0.json)', 'Sample Board 4 (1.json)']);
  });
});

test('a mark is explained once, with all devices that have it', () => {
  const guest = (model: string) => cardOf({ model, hypervisor: 'kvm' });
  const { devices } = compareCards(named(guest('a'), guest('b'), cardOf({ hypervisor: 'xen' })));
  expect(explainMarks(devices)).toEqual([
    'Sample Board 4 is marked guest: a guest of xen: others may use its cores',
    'a, b are marked guest: a guest of kvm: others may use its cores',
  ]);
});

describe('not ranked', () => {
  const leftOut = (card: NamedCard['card']) => {
    const comparison = compareCards(named(card));
    expect(comparison.devices).toEqual([]);
    return comparison.leftOut[0]!.reason;
  };

  test('an emulated device', () => {
    expect(leftOut(cardOf({ emulator: 'qemu' }))).toMatch(/^emulated by qemu/);
  });

  test('a card without a rate', () => {
    const empty = { threads: [], kernels: [{ kernel: 'wide', reason: 'V8 has no such flag' }] } as const;
    expect(leftOut(sampleCard({ ...empty, isComplete: false }))).toBe(
      'the benchmark ended before the first rate',
    );
    expect(leftOut(sampleCard(empty))).toBe('the card has no rate');
  });

  test('a card with rates of kernels alone', () => {
    const reason = 'the card has rates of kernels on one thread, and none by the number of threads';
    expect(leftOut(sampleCard({ threads: [], isComplete: false }))).toBe(
      `the benchmark ended early: ${reason}`,
    );
    expect(leftOut(sampleCard({ threads: [] }))).toBe(reason);
  });
});

describe('a note says', () => {
  const notes = (...cards: readonly NamedCard['card'][]) => compareCards(named(...cards)).notes.join('\n');
  const { software, device } = sampleCard();

  test('that the versions differ', () => {
    const newer = sampleCard({ software: { ...software, version: '0.2.0' } });
    expect(notes(sampleCard(), newer)).toBe(
      'Not measured by the same code: the cards are of mine-wasm 0.1.0, 0.2.0.',
    );
  });

  test('that the kernel differs, but only where it was measured and both cards tell', () => {
    const other = (artifacts: object) =>
      sampleCard({ software: { ...software, artifacts: { ...software.artifacts, ...artifacts } } });
    expect(notes(sampleCard(), other({ simd: '00'.repeat(32) }))).toMatch(/the kernel simd differs/);
    expect(notes(sampleCard(), other({ scalar: '00'.repeat(32) }))).toBe('');
    expect(notes(sampleCard(), other({ simd: undefined }))).toBe('');
  });

  test('that quick benchmarks are compared with thorough ones', () => {
    const quick = cardOf({ model: 'Hasty Board' }, { settings: { isQuick: true } });
    expect(notes(sampleCard(), quick, sampleCard())).toBe(
      'Quick benchmarks are compared with thorough ones. Quick: Hasty Board.',
    );
    expect(notes(quick, quick)).toBe('');
  });

  test('that Node had different major versions', () => {
    const on = (node: string) => sampleCard({ software: { ...software, node } });
    expect(notes(on('24.4.1'), on('20.19.2'), on('24.5.0'))).toBe(
      'Different major versions of Node were used: 20, 24.',
    );
    expect(notes(on('24.4.1'), on('24.5.0'))).toBe('');
  });

  test('that kernels are not the same on one architecture; of different ones they may differ', () => {
    const wide = { threads: [{ threads: 1, kernel: 'wide', rate: sampleRate(1e6) }] } as const;
    expect(notes(sampleCard(), sampleCard(wide))).toBe(
      'Processors of the same architecture (arm64) used different kernels: simd, wide.',
    );
    const { cpu } = device;
    expect(notes(sampleCard(), cardOf({ cpu: { ...cpu, architecture: 'x64' } }, wide))).toBe('');
  });

  test('what matters most first', () => {
    const other = sampleCard({
      settings: { isQuick: true },
      software: { ...software, version: '0.2.0', node: '20.19.2' },
    });
    expect(notes(sampleCard(), other)).toMatch(/^Quick.*\n.*Node.*\nNot measured by the same code/);
  });

  test('that bits are not the same', () => {
    expect(notes(sampleCard(), cardOf({ os: { ...device.os, bits: 32 } }))).toMatch(/32-bit and 64-bit/);
  });
});

describe('the long run', () => {
  const summary = (readings: ReturnType<typeof readingsOf>) =>
    compareCards(named(sampleCard({ sustained: { kernel: 'simd', threads: 4, readings } }))).devices[0]!
      .sustained;

  test('compares the last minute with the first', () => {
    expect(
      summary(
        readingsOf(300, (second) => ({ hashRate: second <= 60 ? 4e6 : 3e6, celsius: 40 + second / 10 })),
      ),
    ).toEqual({
      seconds: 300,
      firstRate: expect.closeTo(4e6, 0),
      lastRate: expect.closeTo(3e6, 0),
      kept: expect.closeTo(0.75, 9),
      pausedShare: 0,
      hottest: 70,
    });
  });

  test('has the share of throttled and of paused seconds', () => {
    const readings = readingsOf(100, (second) => ({
      throttling: second > 80 ? ['throttled'] : [],
      isPaused: second > 90,
    }));
    expect(summary(readings)).toMatchObject({ throttledShare: 0.2, pausedShare: 0.1 });
  });

  test('of less than two minutes has halves for minutes', () => {
    expect(summary(readingsOf(10, (second) => ({ hashRate: second <= 5 ? 2e6 : 1e6 })))).toMatchObject({
      firstRate: expect.closeTo(2e6, 0),
      lastRate: expect.closeTo(1e6, 0),
    });
  });

  test('without a second in it is none', () => {
    expect(summary([])).toBeUndefined();
    expect(summary([{ seconds: 0, hashRate: 1 }])).toBeUndefined();
  });
});

/** Every number anywhere in a value. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

describe('whatever the cards', () => {
  test('their order makes no difference', () => {
    fc.assert(
      fc.property(
        anyCards.chain((cards) =>
          fc.tuple(
            fc.constant(cards),
            fc.shuffledSubarray(cards, { minLength: cards.length, maxLength: cards.length }),
          ),
        ),
        ([cards, shuffled]) => {
          expect(compareCards(shuffled)).toEqual(compareCards(cards));
        },
      ),
    );
  });

  test('each is ranked or left out, rates fall, ratios begin with 1, and every number is one', () => {
    fc.assert(
      fc.property(anyCards, (cards) => {
        const { devices, leftOut } = compareCards(cards);
        expect([...devices, ...leftOut].map(({ card }) => card)).toHaveLength(cards.length);
        expect(new Set([...devices, ...leftOut].map(({ card }) => card))).toEqual(
          new Set(cards.map(({ card }) => card)),
        );
        const rates = devices.map(({ hashRate }) => hashRate);
        expect(rates).toEqual(rates.toSorted((a, b) => b - a));
        if (devices.length > 0) expect(devices[0]).toMatchObject({ rank: 1, ratio: 1 });
        const figures = devices.map(({ card, ...device }) => device);
        expect(numbersOf(figures).filter((value) => !Number.isFinite(value))).toEqual([]);
      }),
    );
  });
});
