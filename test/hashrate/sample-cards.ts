import type { DeviceCard, RateMeasurement } from '../../src/hashrate/card/device-card.js';

/** A measurement whose slices lie evenly around `hashRate`. */
export function sampleRate(hashRate: number, changes: Partial<RateMeasurement> = {}): RateMeasurement {
  return {
    hashRate,
    low: hashRate * 0.99,
    high: hashRate * 1.01,
    confidence: 0.95,
    slices: [-2, -1, 0, 0, 1, 2].map((percent) => hashRate * (1 + percent / 100)),
    sliceSeconds: 0.25,
    warmUpSeconds: 0.6,
    noise: [],
    ...changes,
  };
}

/** A card in order, of a device that does not exist: its figures are invented, and for tests alone. */
export function sampleCard(changes: Partial<DeviceCard> = {}): DeviceCard {
  return {
    type: 'mine-wasm/device-card',
    version: 1,
    date: '2026-11-21T12:00:00.000Z',
    isComplete: true,
    notes: [],
    software: {
      version: '0.1.0',
      artifacts: { simd: 'ab'.repeat(32), scalar: 'cd'.repeat(32), rolling: 'ef'.repeat(32) },
      node: '24.4.1',
      v8: '13.6.233.10-node.18',
      flags: [],
    },
    device: {
      model: 'Sample Board 4',
      cpu: {
        model: 'Cortex-A72',
        architecture: 'arm64',
        cores: 4,
        usableThreads: 4,
        maxMegahertz: 1500,
        minMegahertz: 600,
        governor: 'ondemand',
        caches: [{ level: 1, kind: 'data', bytes: 32_768 }],
      },
      memory: { bytes: 4_000_000_000 },
      os: { name: 'Debian GNU/Linux 12 (bookworm)', kernel: 'Linux 6.6.31', bits: 64, kernelBits: 64 },
    },
    settings: { isQuick: false },
    goldenResults: [{ kernel: 'simd', height: 125_552, nonce: 2_504_433_986 }],
    kernels: [
      { kernel: 'simd', rate: sampleRate(1e6) },
      { kernel: 'scalar', rate: sampleRate(0.7e6) },
      { kernel: 'rolling', rate: sampleRate(1.1e6) },
    ],
    threads: [1, 2, 3, 4].map((threads) => ({
      threads,
      kernel: 'simd' as const,
      rate: sampleRate(threads * 1e6 * (1 - (threads - 1) * 0.01)),
    })),
    ...changes,
  };
}
