import { relativeWidth } from '../../hashrate/benchmark/statistics.js';
import type { DeviceCard, RateMeasurement, SustainedRun } from '../../hashrate/card/device-card.js';
import { summarizeSustained } from '../../hashrate/comparison/sustained-summary.js';
import { formatCount, formatDuration, formatRate, formatShare } from '../../quantities.js';

/** A card in words, for whoever ran the benchmark. */
export function describeCard(card: DeviceCard): string {
  const { device, software } = card;
  const { cpu } = device;
  const blocks = new Set(card.goldenResults.map(({ height }) => height)).size;
  const kernels = new Set(card.goldenResults.map(({ kernel }) => kernel)).size;
  const rows = [
    ['device', [device.model, ...(device.emulator ? [`emulated by ${device.emulator}`] : [])].join(', ')],
    [
      'cpu',
      [
        cpu.model,
        `${formatCount(cpu.cores, 'core')}, of which ${cpu.usableThreads} may be used`,
        ...(cpu.maxMegahertz ? [`${cpu.maxMegahertz} MHz`] : []),
      ].join(', '),
    ],
    ['os', `${device.os.name}, ${device.os.bits} bits`],
    ['node', `${software.node} (V8 ${software.v8})`],
    ...(blocks > 0
      ? [
          [
            'golden results',
            `${formatCount(kernels, 'kernel')} found the nonces of ${formatCount(blocks, 'real block')}`,
          ],
        ]
      : []),
    ...card.kernels.map(({ kernel, rate, reason }) => [
      kernel,
      rate === undefined ? describeAbsence(reason) : `${describeRate(rate)} on one thread`,
    ]),
    ...card.threads.map(({ threads, kernel, rate }) => [
      formatCount(threads, 'thread'),
      `${describeRate(rate)} by ${kernel}${describeScaling(card, threads, rate)}`,
    ]),
    ...(card.sustained === undefined ? [] : [['sustained', describeSustained(card.sustained)]]),
    ...noisy(card).map((text) => ['noisy', text]),
    ...card.notes.map((note) => ['note', note]),
  ] as const;
  const width = Math.max(...rows.map(([name]) => name!.length)) + 2;
  return rows.map(([name, value]) => name!.padEnd(width) + value).join('\n');
}

function describeAbsence(reason: string | undefined): string {
  return reason === undefined ? 'not measured' : `not usable: ${reason}`;
}

/** `4.31 MH/s ± 0.8 %`. */
function describeRate(rate: RateMeasurement): string {
  const width = relativeWidth(rate.hashRate, rate);
  return `${formatRate(rate.hashRate)} ± ${(width * 100).toFixed(1)} %`;
}

function describeScaling(card: DeviceCard, threads: number, { hashRate }: RateMeasurement): string {
  const one = card.threads.find((entry) => entry.threads === 1)?.rate.hashRate;
  return threads === 1 || one === undefined
    ? ''
    : `, ${formatShare(hashRate / one / threads)} of ${threads} × one`;
}

function describeSustained(run: SustainedRun): string {
  const summary = summarizeSustained(run);
  if (summary === undefined) return 'no reading';
  const { seconds, lastRate, kept, throttledShare, pausedShare, hottest, occurred = [] } = summary;
  return [
    `${formatRate(lastRate)} at the end of ${formatDuration(seconds)} on ${formatCount(run.threads, 'thread')}`,
    ...(kept === undefined ? [] : [`${formatShare(kept)} of the beginning`]),
    ...(hottest === undefined ? [] : [`up to ${hottest.toFixed(0)} °C`]),
    ...(pausedShare > 0 ? [`paused ${formatShare(pausedShare)} of the time`] : []),
    ...(throttledShare === undefined ? [] : [`slowed down ${formatShare(throttledShare)} of the time`]),
    ...(occurred.length === 0 ? [] : [occurred.join(', ')]),
  ].join(', ');
}

/** Why what can't be trusted, each reason once. */
function noisy({ kernels, threads }: DeviceCard): string[] {
  const named: (readonly [name: string, rate: RateMeasurement | undefined])[] = [
    ...kernels.map(({ kernel, rate }) => [kernel, rate] as const),
    ...threads.map(({ threads: count, rate }) => [formatCount(count, 'thread'), rate] as const),
  ];
  const names = new Map<string, string[]>();
  for (const [name, rate] of named) {
    for (const reason of rate?.noise ?? []) names.set(reason, [...(names.get(reason) ?? []), name]);
  }
  return [...names].map(([reason, who]) => `${who.join(', ')}: ${reason}`);
}
