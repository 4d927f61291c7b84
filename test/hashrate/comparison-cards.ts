import fc from 'fast-check';
import type { DeviceCard, DeviceFacts, SustainedReading } from '../../src/hashrate/card/device-card.js';
import type { NamedCard } from '../../src/hashrate/comparison/comparison.js';
import { sampleCard, sampleRate } from './sample-cards.js';

/** A sample card of a device with other facts. */
export function cardOf(device: Partial<DeviceFacts>, changes: Partial<DeviceCard> = {}): DeviceCard {
  return sampleCard({ ...changes, device: { ...sampleCard().device, ...device } });
}

/** Thread counts that reach `rates`, in H/s. */
export function threadsOf(...rates: readonly number[]): DeviceCard['threads'] {
  return rates.map((rate, at) => ({ threads: at + 1, kernel: 'simd', rate: sampleRate(rate) }));
}

/** One reading a second. */
export function readingsOf(
  seconds: number,
  at: (second: number) => Partial<SustainedReading>,
): SustainedReading[] {
  return Array.from({ length: seconds }, (_, second) => ({
    seconds: second + 1,
    hashRate: 4e6,
    ...at(second + 1),
  }));
}

/** Any positive double, the extremes too. */
const positive = fc.oneof(
  fc.double({ min: 1e5, max: 1e9, noNaN: true }),
  fc.double({ min: Number.MIN_VALUE, max: Number.MAX_VALUE, noNaN: true }),
  fc.constantFrom(1e6, 2e6),
);

/** Any count of threads or cores. */
const count = fc.oneof(fc.integer({ min: 1, max: 8 }), fc.constant(Number.MAX_SAFE_INTEGER));

const reading: fc.Arbitrary<SustainedReading> = fc.record(
  {
    seconds: fc.oneof(fc.integer({ min: 0, max: 300 }), positive),
    hashRate: fc.oneof(fc.constant(0), positive),
    celsius: fc.double({ min: -100, max: 250, noNaN: true }),
    throttling: fc.subarray(['throttled', 'under-voltage'] as const),
    isPaused: fc.boolean(),
  },
  { requiredKeys: ['seconds', 'hashRate'] },
);

/** Cards as the schema allows them, sensible and not. */
export const anyCard: fc.Arbitrary<DeviceCard> = fc
  .record({
    model: fc.constantFrom('A', 'B', '<script>alert(1)</script>', '"quoted" & \'so\'', '=1+1'),
    emulator: fc.option(fc.constant('qemu'), { nil: undefined, freq: 5 }),
    hypervisor: fc.option(fc.constant('kvm'), { nil: undefined }),
    watts: fc.option(positive, { nil: undefined }),
    maxMegahertz: fc.option(positive, { nil: undefined }),
    cores: count,
    threads: fc.array(fc.tuple(count, positive, positive), { maxLength: 5 }),
    noise: fc.array(fc.constant('others used 9 % of the processor'), { maxLength: 2 }),
    readings: fc.option(fc.array(reading, { maxLength: 20 }), { nil: undefined }),
    isComplete: fc.boolean(),
    version: fc.constantFrom('0.1.0', '0.2.0'),
  })
  .map(({ model, cores, maxMegahertz, threads, noise, readings, version, isComplete, ...device }) => {
    const { cpu } = sampleCard().device;
    return cardOf(
      { model, ...device, cpu: { ...cpu, cores, maxMegahertz } },
      {
        isComplete,
        software: { ...sampleCard().software, version },
        threads: threads.map(([threads, hashRate, high]) => ({
          threads,
          kernel: 'simd',
          rate: sampleRate(hashRate, { low: 0, high, noise }),
        })),
        ...(readings && { sustained: { kernel: 'simd', threads: 4, readings } }),
      },
    );
  });

/** Cards under names, some of which are the same. */
export const anyCards: fc.Arbitrary<NamedCard[]> = fc.array(
  fc.record({ name: fc.constantFrom('a.json', 'b.json', 'c.json'), card: anyCard }),
  { maxLength: 6 },
);
