import type { KernelName } from '../../engine/kernel-names.js';
import type { DeviceCard, ThreadsMeasurement } from '../card/device-card.js';
import { differencesOf } from './differences.js';
import { type SustainedSummary, summarizeSustained } from './sustained-summary.js';

/** A card, and what its owner calls it: the name of its file. */
export interface NamedCard {
  readonly name: string;
  readonly card: DeviceCard;
}

export interface ComparisonOptions {
  /** Watts of each device, in the order of the cards; undefined leaves what the card itself says. */
  readonly watts?: readonly (number | undefined)[] | undefined;
}

/** Devices by hash rate, the fastest first, and what is not ranked. */
export interface Comparison {
  readonly devices: readonly ComparedDevice[];
  readonly leftOut: readonly LeftOutDevice[];
  /** What the figures have to be read with, each a sentence. */
  readonly notes: readonly string[];
}

/** What a device's figures have to be read with. */
export interface Mark {
  readonly kind: 'noisy' | 'incomplete' | 'guest';
  readonly reason: string;
}

interface Named {
  readonly name: string;
  /** The device's model, with the card's name where several have the same. */
  readonly label: string;
  readonly card: DeviceCard;
}

/** Rates in H/s. What a card doesn't tell, or what would be beyond all numbers, is left out. */
export interface ComparedDevice extends Named {
  readonly rank: number;
  /** Of the number of threads with the highest median. */
  readonly kernel: KernelName;
  readonly threads: number;
  readonly hashRate: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  /** hashRate ÷ the logical processors that were busy: the threads, or all there are when the threads are more. */
  readonly perCore: number;
  /** perCore ÷ the processor's highest clock in GHz. */
  readonly perGigahertz?: number | undefined;
  readonly watts?: number | undefined;
  /** hashRate ÷ watts. */
  readonly hashesPerJoule?: number | undefined;
  /** hashRate ÷ (threads × the rate of one thread): 1 when each thread adds as much as the first. */
  readonly efficiency?: number | undefined;
  /** hashRate ÷ that of the fastest device. */
  readonly ratio: number;
  readonly sustained?: SustainedSummary | undefined;
  readonly marks: readonly Mark[];
}

export interface LeftOutDevice extends Named {
  readonly reason: string;
}

/**
 * Ranks devices by the highest median of their rates over thread counts. Emulated devices and cards without such a rate are not ranked.
 * The ranking doesn't depend on the order of the cards.
 */
export function compareCards(
  cards: readonly NamedCard[],
  { watts = [] }: ComparisonOptions = {},
): Comparison {
  const entries = cards.map(({ name, card }, at) => ({
    name,
    card,
    label: labelOf(name, card, cards),
    watts: watts[at] ?? card.device.watts,
    best: bestOf(card),
  }));
  const leftOut = entries.flatMap(({ name, label, card, best }) => {
    const reason = reasonToLeaveOut(card, best);
    return reason === undefined ? [] : [{ name, label, card, reason }];
  });
  const ranked = entries
    .filter(({ card, best }) => reasonToLeaveOut(card, best) === undefined)
    .map(({ best, watts, ...named }) => measure(named, best!, watts))
    .sort((a, b) => b.hashRate - a.hashRate || compareTies(a, b));
  const devices = ranked.map((device, at) => ({
    ...device,
    rank: at + 1,
    ratio: device.hashRate / ranked[0]!.hashRate,
  }));
  return { devices, leftOut: leftOut.sort(compareTies), notes: differencesOf(devices) };
}

/** The highest median; of equal ones that with fewer threads. */
function bestOf({ threads }: DeviceCard): ThreadsMeasurement | undefined {
  return threads.reduce<ThreadsMeasurement | undefined>((best, next) => {
    if (best === undefined) return next;
    const gain = next.rate.hashRate - best.rate.hashRate || best.threads - next.threads;
    return gain > 0 ? next : best;
  }, undefined);
}

function reasonToLeaveOut(
  { device, isComplete, kernels }: DeviceCard,
  best: ThreadsMeasurement | undefined,
): string | undefined {
  if (device.emulator !== undefined) {
    return `emulated by ${device.emulator}: its rate says nothing about the device`;
  }
  if (best !== undefined) return undefined;
  if (kernels.some(({ rate }) => rate !== undefined)) {
    const early = isComplete ? '' : 'the benchmark ended early: ';
    return `${early}the card has rates of kernels on one thread, and none by the number of threads`;
  }
  return isComplete ? 'the card has no rate' : 'the benchmark ended before the first rate';
}

type Measured = Omit<ComparedDevice, 'rank' | 'ratio'>;

function measure(named: Named, best: ThreadsMeasurement, watts: number | undefined): Measured {
  const { card } = named;
  const { threads, kernel, rate } = best;
  const { cores, maxMegahertz } = card.device.cpu;
  const perCore = rate.hashRate / Math.min(threads, cores);
  const one = card.threads.find((other) => other.threads === 1 && other.kernel === kernel);
  const sustained = card.sustained && summarizeSustained(card.sustained);
  return {
    ...named,
    kernel,
    threads,
    hashRate: rate.hashRate,
    low: rate.low,
    high: rate.high,
    confidence: rate.confidence,
    perCore,
    ...quotient('perGigahertz', perCore, maxMegahertz && maxMegahertz / 1000),
    ...(watts !== undefined && { watts }),
    ...quotient('hashesPerJoule', rate.hashRate, watts),
    ...quotient('efficiency', rate.hashRate / threads, one?.rate.hashRate),
    ...(sustained !== undefined && { sustained }),
    marks: marksOf(card, best),
  };
}

/** A division under a name; nothing without a divisor, or where the result is beyond all numbers. */
function quotient<K extends string>(
  name: K,
  dividend: number,
  divisor: number | undefined,
): { [k in K]?: number } {
  const value = divisor === undefined ? Number.NaN : dividend / divisor;
  return (Number.isFinite(value) ? { [name]: value } : {}) as { [k in K]?: number };
}

function marksOf({ isComplete, device }: DeviceCard, { rate }: ThreadsMeasurement): Mark[] {
  const marks: Mark[] = rate.noise.map((reason) => ({ kind: 'noisy', reason }));
  if (!isComplete) marks.push({ kind: 'incomplete', reason: 'the benchmark did not come to its end' });
  if (device.hypervisor !== undefined) {
    marks.push({
      kind: 'guest',
      reason: `a guest of ${device.hypervisor}: others may use its cores`,
    });
  }
  return marks;
}

function labelOf(name: string, { device }: DeviceCard, all: readonly NamedCard[]): string {
  const isAlone = all.filter(({ card }) => card.device.model === device.model).length === 1;
  return isAlone ? device.model : `${device.model} (${name})`;
}

/** An order that is the same whatever came first: by what people read, and for the same device twice by all there is. */
function compareTies(a: Named, b: Named): number {
  return (
    compareText(a.card.device.model, b.card.device.model) ||
    compareText(a.name, b.name) ||
    compareText(a.card.date, b.card.date) ||
    compareText(JSON.stringify(a), JSON.stringify(b))
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
