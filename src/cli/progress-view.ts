import type { SearchProgress } from '../engine/progress.js';
import { formatCount, formatDuration, formatRate, formatShare } from '../quantities.js';
import { createBar, fitParts } from './bar.js';
import type { Output } from './output.js';
import { describeRest } from './temperature-text.js';

/** How often a log gets a line. */
const LINE_SECONDS = 10;

/** Shows how a search is doing, on stderr. */
export interface ProgressView {
  /**
   * To be called several times a second; what is shown comes as often as suits the place.
   * @param celsius of the processor, where it is watched
   */
  update(progress: SearchProgress, celsius?: number): void;
  /** Makes room for other lines, and gives the terminal back as it was. */
  stop(): void;
}

/** A bar for a person at a terminal, a line every 10 s for a log, JSON for programs, nothing when quiet. */
export async function createProgressView(output: Output): Promise<ProgressView> {
  if (output.isQuiet) return { update() {}, stop() {} };
  if (!output.isInteractive) return createLog(output);
  const bar = await createBar(output);
  return {
    update: (progress, celsius) =>
      bar.update(progress.hashes / progress.total, (columns) => toBarText(progress, columns, celsius)),
    stop: bar.stop,
  };
}

function createLog(output: Output): ProgressView {
  let shownAt = performance.now();
  return {
    update(progress, celsius) {
      if (performance.now() - shownAt < LINE_SECONDS * 1000) return;
      shownAt = performance.now();
      if (output.isJson) output.event(toEvent(progress));
      else output.note(toLine(progress, celsius));
    },
    stop() {},
  };
}

/** Time until the whole search is done at the present rate. */
function secondsLeft({ total, hashes, hashRate }: Omit<SearchProgress, 'state'>): number {
  return hashRate > 0 ? (total - hashes) / hashRate : Number.POSITIVE_INFINITY;
}

/** What the rate tells; nothing as long as there is none. */
function times(
  { hashRate, isPaused }: SearchProgress,
  ...rows: readonly [label: string, seconds: number][]
): string[] {
  return hashRate > 0 && !isPaused
    ? rows.map(([label, seconds]) => `${label} ${formatDuration(seconds)}`)
    : [];
}

/** A plain line: `14.3 MH/s (60 s: 14.1 MH/s), 34.2 % done, …`, or `paused at 80.3 °C, 34.2 % done, …`. */
export function toLine(progress: SearchProgress, celsius?: number): string {
  return [
    progress.isPaused
      ? describeRest(celsius)
      : `${formatRate(progress.hashRate)} (60 s: ${formatRate(progress.hashRate60)})`,
    `${formatShare(progress.hashes / progress.total)} done`,
    `chance ${formatShare(progress.chance)}`,
    ...times(
      progress,
      ['a solution every', progress.expectedSeconds],
      ['at the end in', secondsLeft(progress)],
    ),
    ...(progress.hardwareErrors > 0 ? [formatCount(progress.hardwareErrors, 'hardware error')] : []),
  ].join(', ');
}

function toEvent({ state: _, ...numbers }: SearchProgress) {
  return { type: 'progress', ...numbers, secondsLeft: secondsLeft(numbers) };
}

/** What follows the bar, as much of it as fits in `columns`. */
export function toBarText(progress: SearchProgress, columns: number, celsius?: number): string {
  return fitParts(columns, [
    formatShare(progress.hashes / progress.total).padStart(7),
    progress.isPaused ? describeRest(celsius) : formatRate(progress.hashRate),
    `chance ${formatShare(progress.chance)}`,
    ...times(progress, ['end in', secondsLeft(progress)], ['solution every', progress.expectedSeconds]),
    `60 s ${formatRate(progress.hashRate60)}`,
  ]);
}
