import { expect, test } from 'vitest';
import { describeCard } from '../../../src/cli/bench/bench-text.js';
import { sampleCard, sampleRate } from '../../hashrate/sample-cards.js';

const goldenResults = [1, 100_000].flatMap((height) =>
  (['simd', 'scalar'] as const).map((kernel) => ({ kernel, height, nonce: 5 })),
);

test('a card in words', () => {
  const reading = { hashRate: 4e6, celsius: 60, throttling: [] };
  const text = describeCard(
    sampleCard({
      goldenResults,
      notes: ['The clock was set back by 30 s during the benchmark'],
      kernels: [
        { kernel: 'simd', rate: sampleRate(1e6) },
        { kernel: 'wide', reason: 'self-test: did not find nonce 1 of block 0' },
      ],
      threads: [1, 4].map((threads) => ({ threads, kernel: 'simd', rate: sampleRate(threads * 0.95e6) })),
      sustained: {
        kernel: 'simd',
        threads: 4,
        occurred: ['soft-temperature-limit'],
        readings: [
          { ...reading, seconds: 1 },
          { ...reading, seconds: 2, celsius: 81.4, hashRate: 3e6, throttling: ['soft-temperature-limit'] },
          { ...reading, seconds: 3 },
          { ...reading, seconds: 300 },
        ],
      },
    }),
  );
  expect(text.split('\n')).toEqual([
    'device          Sample Board 4',
    'cpu             Cortex-A72, 4 cores, of which 4 may be used, 1500 MHz',
    'os              Debian GNU/Linux 12 (bookworm), 64 bits',
    'node            24.4.1 (V8 13.6.233.10-node.18)',
    'golden results  2 kernels found the nonces of 2 real blocks',
    'simd            1.00 MH/s ± 1.0 % on one thread',
    'wide            not usable: self-test: did not find nonce 1 of block 0',
    '1 thread        950 kH/s ± 1.0 % by simd',
    '4 threads       3.80 MH/s ± 1.0 % by simd, 100.0 % of 4 × one',
    'sustained       4.00 MH/s at the end of 5 m 0 s on 4 threads, 100.4 % of the beginning, up to 81 °C, slowed down 0.3 % of the time, soft-temperature-limit',
    'note            The clock was set back by 30 s during the benchmark',
  ]);
});

test('noise is told once for all that it disturbed', () => {
  const noise = ['The interval is ±9.0 %, wider than ±5.0 %', 'Other programs used 30 % of the processor'];
  const text = describeCard(
    sampleCard({
      kernels: [
        { kernel: 'simd', rate: sampleRate(1e6, { noise }) },
        { kernel: 'scalar', rate: sampleRate(1e6, { noise: noise.slice(1) }) },
      ],
    }),
  );
  expect(text).toContain('noisy           simd: The interval is ±9.0 %, wider than ±5.0 %\n');
  expect(text).toContain('noisy           simd, scalar: Other programs used 30 % of the processor');
});

test('what an emulator is', () => {
  const { device } = sampleCard();
  expect(describeCard(sampleCard({ device: { ...device, emulator: 'qemu' } }))).toContain(
    'device          Sample Board 4, emulated by qemu\n',
  );
});

test('a kernel that was not measured before the end', () => {
  const text = describeCard(sampleCard({ kernels: [{ kernel: 'simd' }], threads: [] }));
  expect(text).toMatch(/^simd +not measured$/m);
});
