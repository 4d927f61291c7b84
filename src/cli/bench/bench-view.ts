import type { BenchmarkEvent } from '../../hashrate/benchmark/benchmark-events.js';
import { formatRate, formatShare } from '../../quantities.js';
import { type Bar, createBar, fitParts } from '../bar.js';
import type { Output } from '../output.js';
import { describeTemperature } from '../temperature-text.js';

/** Shows how a benchmark goes on, on stderr. */
export interface BenchView {
  tell(event: BenchmarkEvent): void;
  stop(): void;
}

/** How often a log gets a line within a stage, in milliseconds: long runs are quiet otherwise. */
const LINE_MILLISECONDS = 10_000;
/** How often a program gets one. */
const EVENT_MILLISECONDS = 250;

/** How often it gets one at least while the benchmark rests. */
const HEARTBEAT_MILLISECONDS = 10_000;

/** A bar for a person at a terminal, lines for a log, JSON for programs, nothing when quiet. */
export async function createBenchView(output: Output): Promise<BenchView> {
  if (output.isQuiet) return { tell() {}, stop() {} };
  if (output.isJson) return createEvents(output);
  return output.isInteractive ? createLiveBar(output) : createLog(output);
}

/** Whether so many milliseconds have passed since the last time that it said yes. */
function every(milliseconds: number): () => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = performance.now();
    if (now - last < milliseconds) return false;
    last = now;
    return true;
  };
}

function createEvents(output: Output): BenchView {
  const isTime = every(EVENT_MILLISECONDS);
  let last: BenchmarkEvent | undefined;
  let heartbeat: NodeJS.Timeout | undefined;
  const stop = () => clearInterval(heartbeat);
  return {
    tell(event) {
      if (event.type === 'progress') last = event;
      if (event.type !== 'progress' || isTime()) output.event(event);
      // Whoever listens from afar takes silence for a hung benchmark; while it rests, nothing else is to be told.
      if (event.type === 'paused') {
        stop();
        heartbeat = setInterval(() => last !== undefined && output.event(last), HEARTBEAT_MILLISECONDS);
      } else if (event.type === 'resumed') {
        stop();
      }
    },
    stop,
  };
}

function createLog(output: Output): BenchView {
  const isTime = every(LINE_MILLISECONDS);
  return {
    tell(event) {
      if (event.type === 'paused' || event.type === 'resumed') output.note(describeTemperature(event));
      if (event.type === 'progress' && isTime()) output.note(progressParts(event).join(', '));
    },
    stop() {},
  };
}

async function createLiveBar(output: Output): Promise<BenchView> {
  const bar: Bar = await createBar(output);
  return {
    tell(event) {
      if (event.type === 'progress') {
        bar.update(event.done, (columns) => fitParts(columns, progressParts(event)));
      } else if (event.type === 'paused' || event.type === 'resumed') {
        bar.stop();
        output.note(describeTemperature(event));
      }
    },
    stop: bar.stop,
  };
}

export function progressParts(event: BenchmarkEvent & { type: 'progress' }): string[] {
  const { done, step, hashRate, celsius } = event;
  return [
    formatShare(done),
    step,
    formatRate(hashRate),
    ...(celsius === undefined ? [] : [`${celsius.toFixed(1)} °C`]),
  ];
}
