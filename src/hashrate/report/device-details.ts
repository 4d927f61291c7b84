import {
  formatBytes,
  formatCount,
  formatMegahashes,
  formatNumber,
  formatPercent,
  formatTime,
} from '../../quantities.js';
import { type Content, type Html, html } from '../../report/html.js';
import { table } from '../../report/table.js';
import type { DeviceCard, DeviceFacts, KernelMeasurement } from '../card/device-card.js';
import type { ComparedDevice, LeftOutDevice } from '../comparison/comparison.js';

/** All that a card tells of its device, for people. */
export function deviceDetails(device: ComparedDevice | LeftOutDevice): Html {
  const { card, label, name } = device;
  const watts = 'rank' in device ? device.watts : card.device.watts;
  const facts = [...factsOf(card.device, watts), ...circumstancesOf(card, name)];
  const noise = 'rank' in device ? noiseOf(card) : [];
  const reason = 'reason' in device ? [`Not ranked: ${device.reason}`] : [];
  const remarks = [...reason, ...card.notes, ...noise];
  return html`<h3>${label}</h3><dl>${facts.map(
    ([term, fact]) => html`<dt>${term}</dt><dd>${fact}</dd>`,
  )}</dl>${remarks.length > 0 && html`<ul>${remarks.map((remark) => html`<li>${remark}</li>`)}</ul>`}${kernelTable(card, label)}`;
}

type Fact = readonly [term: string, fact: Content];

function factsOf(device: DeviceFacts, watts: number | undefined): Fact[] {
  const { cpu, os } = device;
  return [
    ['model', [device.model, device.revision && html` (revision <code>${device.revision}</code>)`]],
    ...fact('system on a chip', device.soc),
    ['processor', `${cpu.model}, ${cpu.architecture}`],
    ['logical processors', `${cpu.cores}${describeUsable(cpu)}`],
    ...fact('clock', describeClock(cpu)),
    ...fact('caches', describeCaches(cpu)),
    ['memory', formatBytes(device.memory.bytes)],
    ['system', [`${os.name}, ${os.kernel}`, `, ${os.bits}-bit process`, describeKernelBits(os)]],
    ...fact('emulated by', device.emulator),
    ...fact('guest of', device.hypervisor),
    ...fact('power', describePower(device.power, watts)),
    ...fact('cooling', device.cooling),
  ];
}

function circumstancesOf({ software, settings, date, goldenResults }: DeviceCard, name: string): Fact[] {
  const asked = [
    settings.isQuick && 'quick',
    settings.sustainSeconds !== undefined && `a long run of ${formatTime(settings.sustainSeconds)}`,
    settings.maxCelsius !== undefined && `pausing above ${formatNumber(settings.maxCelsius)} °C`,
  ].filter(Boolean);
  const blocks = [...new Set(goldenResults.map(({ height }) => height))];
  return [
    [
      'measured',
      html`<time datetime="${date}">${date.slice(0, 16).replace('T', ' ')}</time> UTC, card ${name}`,
    ],
    ...fact('settings', asked.join(', ')),
    [
      'software',
      [
        `mine-wasm ${software.version}, Node ${software.node}, V8 ${software.v8}`,
        software.flags.map((flag) => html` <code>${flag}</code>`),
      ],
    ],
    ...fact('nonces found', blocks.length > 0 && `of block ${blocks.join(', ')}`),
  ];
}

/** Nothing where nothing is known. */
function fact(term: string, content: string | false | undefined): Fact[] {
  return content === undefined || content === false || content === '' ? [] : [[term, content]];
}

function describeUsable({ cores, usableThreads, quota }: DeviceFacts['cpu']): string {
  const limit = quota === undefined ? '' : `, a quota of ${formatNumber(quota)} CPUs`;
  return `${usableThreads < cores ? `, of which ${usableThreads} may be used` : ''}${limit}`;
}

function describeClock({ minMegahertz, maxMegahertz, governor }: DeviceFacts['cpu']): string {
  const [low, high] = [minMegahertz, maxMegahertz].map((clock) => clock && formatClock(clock));
  const range = low && high ? `${low}–${high}` : (low && `from ${low}`) || (high && `up to ${high}`);
  return [range && `${range} MHz`, governor !== undefined && `governor ${governor}`]
    .filter(Boolean)
    .join(', ');
}

/** Digits for any clock there is; a damaged card's may be beyond them. */
function formatClock(megahertz: number): string {
  return megahertz < 1e6 ? megahertz.toFixed(0) : formatNumber(megahertz);
}

function describeCaches({ caches }: DeviceFacts['cpu']): string {
  return caches.map(({ level, kind, bytes }) => `L${level} ${kind} ${formatBytes(bytes)}`).join(', ');
}

function describeKernelBits({ bits, kernelBits }: DeviceFacts['os']): string | undefined {
  return kernelBits === undefined || kernelBits === bits ? undefined : ` on a ${kernelBits}-bit kernel`;
}

function describePower(power: DeviceFacts['power'], watts: number | undefined): string {
  return [power, watts !== undefined && `${formatNumber(watts)} W under load`].filter(Boolean).join(', ');
}

function noiseOf({ threads, kernels }: DeviceCard): string[] {
  const measured = [
    ...threads.map(({ threads, rate }) => ({ what: `With ${formatCount(threads, 'thread')}`, rate })),
    ...kernels.map(({ kernel, rate }) => ({ what: `Kernel ${kernel}`, rate })),
  ];
  return measured.flatMap(({ what, rate }) => rate?.noise.map((reason) => `${what}: ${reason}`) ?? []);
}

function kernelTable({ kernels, software }: DeviceCard, label: string): Content {
  if (kernels.length === 0) return html`<p class="quiet">No kernel was measured.</p>`;
  return table<KernelMeasurement>(
    `Kernels of ${label} on one thread`,
    [
      { name: 'kernel, on one thread', isHeader: true, cell: ({ kernel }) => kernel },
      {
        name: 'rate',
        unit: 'MH/s',
        isNumber: true,
        cell: ({ rate }) => formatMegahashes(rate?.hashRate),
      },
      {
        name: 'interval',
        unit: 'MH/s',
        isNumber: true,
        cell: ({ rate }) =>
          rate &&
          `${formatMegahashes(rate.low)}–${formatMegahashes(rate.high)} (${formatPercent(rate.confidence)})`,
      },
      {
        name: 'warm-up',
        unit: 's',
        isNumber: true,
        cell: ({ rate }) => rate && formatNumber(rate.warmUpSeconds),
      },
      {
        name: 'WASM, SHA-256',
        cell: ({ kernel, reason }) => [
          reason,
          software.artifacts[kernel] &&
            html`${reason && ' '}<code>${software.artifacts[kernel].slice(0, 12)}…</code>`,
        ],
      },
    ],
    kernels,
  );
}
