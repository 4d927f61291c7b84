import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { timesThrottled } from '../../engine/control-group.js';
import { formatPercent } from '../../quantities.js';
import type { SensorReading } from '../sensors/sensors.js';

/** Where Linux shows its counters; tests give another root. */
const ROOT = '/';
/** Processor time that others may use, as a share of all, before they are named as a cause of noise. */
const OTHERS = 0.05;
/** Where less than this share is idle, what others use is missing to a benchmark. */
const IDLE = 0.1;
const STOLEN = 0.02;
/** Linux counts processor time in ticks of 1/100 s for programs, whatever the kernel's own are (USER_HZ). */
const TICKS_PER_SECOND = 100;

interface Counters {
  /** In ticks, of all cores together; undefined where there is no /proc/stat. */
  readonly processor?: { readonly total: number; readonly busy: number; readonly stolen: number } | undefined;
  /** Processor time of this process, in seconds. */
  readonly own: number;
  readonly throttled: number;
}

/** What may have disturbed a measurement. */
export interface Disturbance {
  /** A sentence. */
  readonly cause: string;
  /** Whether it lowers rates for sure: also those that are lowered so evenly that they look calm. */
  readonly isCertain: boolean;
}

/** Looks for what disturbs a measurement while it runs. */
export class MachineWatch {
  readonly #root: string;
  readonly #ownSeconds: () => number;
  #before: Counters;

  constructor({ root = ROOT, ownSeconds = ownProcessorSeconds } = {}) {
    this.#root = root;
    this.#ownSeconds = ownSeconds;
    this.#before = this.#read();
  }

  /** What has disturbed since it was asked last. */
  disturbances({ throttling = [] }: SensorReading = {}): Disturbance[] {
    const { processor: before, throttled } = this.#before;
    const own = this.#before.own;
    const now = this.#read();
    this.#before = now;
    const found: Disturbance[] = [];
    const total = (now.processor?.total ?? 0) - (before?.total ?? 0);
    if (before !== undefined && now.processor !== undefined && total > 0) {
      const busy = now.processor.busy - before.busy;
      const others = (busy - (now.own - own) * TICKS_PER_SECOND) / total;
      const stolen = (now.processor.stolen - before.stolen) / total;
      const idle = 1 - busy / total - stolen;
      if (others > OTHERS) {
        found.push({
          cause: `Other programs used ${formatPercent(others)} of the processor`,
          isCertain: idle < IDLE,
        });
      }
      if (stolen > STOLEN) {
        found.push({
          cause: `Other machines of this host took ${formatPercent(stolen)} of the processor`,
          isCertain: true,
        });
      }
    }
    const stops = now.throttled - throttled;
    if (stops > 0) {
      found.push({
        cause: `The control group's CPU limit stopped the threads ${stops} times`,
        isCertain: true,
      });
    }
    if (throttling.length > 0) {
      const cause = `The firmware slowed the processor down: ${throttling.join(', ')}`;
      found.push({ cause, isCertain: true });
    }
    return found;
  }

  #read(): Counters {
    return {
      processor: readProcessor(this.#root),
      own: this.#ownSeconds(),
      throttled: timesThrottled(this.#root),
    };
  }
}

/** The first line of /proc/stat, by proc(5): user, nice, system, idle, iowait, irq, softirq, steal. */
function readProcessor(root: string): Counters['processor'] {
  try {
    const [line] = readFileSync(posix.join(root, 'proc/stat'), 'utf8').split('\n');
    const ticks = line!.split(/\s+/).slice(1, 9).map(Number);
    if (!line!.startsWith('cpu ') || ticks.length < 8 || !ticks.every(Number.isSafeInteger)) return undefined;
    const [user, nice, system, idle, iowait, irq, softirq, steal] = ticks as [
      number,
      ...number[],
    ] as number[];
    const busy = user! + nice! + system! + irq! + softirq!;
    return { busy, stolen: steal!, total: busy + idle! + iowait! + steal! };
  } catch {
    return undefined;
  }
}

function ownProcessorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
