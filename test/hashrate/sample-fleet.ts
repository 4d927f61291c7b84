import type { DeviceCard, SustainedReading } from '../../src/hashrate/card/device-card.js';
import { cardOf, readingsOf } from './comparison-cards.js';
import { sampleCard, sampleRate } from './sample-cards.js';

/** As from a board that heats up: it throttles above 80 °C and settles there. */
function heatingBoard(seconds: number): SustainedReading[] {
  return readingsOf(seconds, (second) => {
    const celsius = 82 - 37 * Math.exp(-second / 180) + Math.sin(second / 7);
    const isHot = celsius > 80;
    return {
      hashRate: (isHot ? 3.1e6 : 3.94e6) * (1 + 0.01 * Math.sin(second * 1.7)),
      celsius: Math.round(celsius * 10) / 10,
      megahertz: isHot ? 1200 : 1500,
      throttling: isHot ? ['soft-temperature-limit'] : [],
    };
  });
}

/** As from a board that was told to pause above a temperature. */
function pausingBoard(seconds: number): SustainedReading[] {
  return readingsOf(seconds, (second) => {
    const isPaused = second > 200 && second % 90 < 15;
    return {
      hashRate: isPaused ? 0 : 9.9e6 * (1 + 0.008 * Math.sin(second * 2.3)),
      celsius: isPaused ? 66 - (second % 90) / 2 : 70 - 25 * Math.exp(-second / 90),
      throttling: [],
      isPaused,
    };
  });
}

const scaling = (rate: number, counts: readonly number[], loss: number): DeviceCard['threads'] =>
  counts.map((threads) => ({
    threads,
    kernel: 'simd',
    rate: sampleRate(rate * threads * (1 - loss * Math.log2(threads))),
  }));

const { cpu, os } = sampleCard().device;

/** Cards of devices that do not exist, by the names of their files: one of each kind that a comparison has to tell apart. */
export function sampleFleet(): Record<string, DeviceCard> {
  return {
    'board-4.json': cardOf(
      { watts: 6.4, cooling: 'heatsink, no fan', soc: 'SAMPLE2711', revision: 'c03114' },
      {
        sustained: {
          kernel: 'simd',
          threads: 4,
          readings: heatingBoard(1200),
          occurred: ['soft-temperature-limit'],
        },
        settings: { isQuick: false, sustainSeconds: 1200 },
      },
    ),
    'board-5.json': cardOf(
      {
        model: 'Sample Board 5',
        watts: 8.8,
        cooling: 'active cooler',
        cpu: { ...cpu, model: 'Cortex-A76', maxMegahertz: 2400 },
      },
      {
        threads: scaling(2.55e6, [1, 2, 3, 4], 0.012),
        sustained: { kernel: 'simd', threads: 4, readings: pausingBoard(900) },
        settings: { isQuick: false, sustainSeconds: 900, maxCelsius: 70 },
      },
    ),
    'server.json': cardOf(
      {
        model: 'Sample Cloud Server with a Name that is Rather Long',
        hypervisor: 'kvm',
        cpu: { ...cpu, model: 'Sample EPYC', architecture: 'x64', cores: 16, maxMegahertz: undefined },
      },
      {
        threads: scaling(6.1e6, [1, 2, 4, 8, 16], 0.03).map((entry) =>
          entry.threads === 16
            ? {
                ...entry,
                rate: sampleRate(79e6, {
                  low: 71e6,
                  high: 84e6,
                  noise: ['Others used 6 % of the processor'],
                }),
              }
            : entry,
        ),
        software: { ...sampleCard().software, version: '0.1.1' },
      },
    ),
    'board-3.json': cardOf(
      { model: 'Sample Board 3', os: { ...os, bits: 32, kernelBits: 64 }, watts: 3.1 },
      {
        threads: scaling(0.52e6, [1, 2, 3, 4], 0.02).slice(0, 3),
        isComplete: false,
        notes: ['Interrupted while it measured four threads.'],
      },
    ),
    'emulated.json': cardOf({ model: 'Sample Board 4', emulator: 'qemu' }),
  };
}
