import { RoundPace } from '../session/round-pace.js';
import type { SessionMode } from '../session/session-log.js';
import type { LogLine, Missed } from './log-line.js';

/** A tick as the log tells it. */
export interface LoggedTick {
  /** Milliseconds since 1970, by the coordinator's clock. */
  readonly time: number;
  readonly tau: number;
  /** 0: mined before it was told, at nobody knows what cost. */
  readonly tries: number;
  /** The ticks that so many tries give on average: 1 for one of average luck. */
  readonly due: number;
  /** Of mining. */
  readonly seconds: number;
  /** Seconds of the pace that its target was set for; undefined where there was none, or it was not reached. */
  readonly every?: number | undefined;
}

/** Milliseconds since 1970. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A device, by what its ticks say. */
export interface DeviceHistory {
  /** Its public key in hex. */
  readonly device: string;
  name: string;
  readonly ticks: LoggedTick[];
  tries: number;
  /** Of mining. */
  seconds: number;
  /** Hash of the last tick, display order. */
  last: string;
}

/** What a name missed: rounds, or turns in the mode `serial`. */
export interface MissedTick {
  readonly number: number;
  readonly why: Missed;
}

/** What a session's log tells, over all runs of it. None of it is verified: it is the coordinator's own account. */
export class SessionHistory {
  session: string | undefined;
  mode: SessionMode | undefined;
  /** Names as the last run has them, in its order. */
  names: string[] = [];
  readonly runs: { from: number; to: number }[] = [];
  readonly devices = new Map<string, DeviceHistory>();
  /** When each name was not there. */
  readonly away = new Map<string, Stretch[]>();
  readonly missed = new Map<string, MissedTick[]>();
  readonly attended = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** Seconds of each round that closed. */
  readonly rounds: { readonly time: number; readonly round: number; readonly seconds: number }[] = [];
  /** Rounds against the pace of their devices. */
  readonly roundPace = new RoundPace();
  voids = 0;
  /** Lines that are no events of a session. */
  unread = 0;
  readonly #targets = new Map<string, number>();
  readonly #gone = new Map<string, number>();

  add(line: LogLine | undefined): void {
    if (line === undefined) {
      this.unread++;
      return;
    }
    if (line.type === 'session') this.#begin(line);
    // What comes before the first run belongs to none.
    const run = this.runs.at(-1);
    if (run === undefined) {
      this.unread++;
      return;
    }
    run.to = Math.max(run.to, line.time);
    this.#take(line);
  }

  /** After the last line: who is away then has not come back. */
  finish(): void {
    const end = this.runs.at(-1)?.to;
    if (end !== undefined) for (const name of [...this.#gone.keys()]) this.#isBack(name, end);
  }

  #begin({ session, mode, devices, time }: Extract<LogLine, { type: 'session' }>): void {
    this.finish();
    this.session ??= session;
    this.mode ??= mode;
    this.names = devices.map(({ name }) => name);
    this.#targets.clear();
    for (const { name, target } of devices) if (target !== undefined) this.#targets.set(name, target);
    this.runs.push({ from: time, to: time });
  }

  #take(line: LogLine): void {
    switch (line.type) {
      case 'joined':
        this.#isBack(line.name, line.time);
        break;
      case 'absent':
        if (!this.#gone.has(line.name)) this.#gone.set(line.name, line.time);
        break;
      case 'tick':
        this.#tick(line);
        this.roundPace.tick(line);
        break;
      case 'round':
        this.roundPace.round(line);
        this.rounds.push({ time: line.time, round: line.round, seconds: line.seconds });
        for (const name of line.present) count(this.attended, name);
        for (const { name, why } of line.absent) this.#miss(name, { number: line.round, why });
        break;
      case 'void':
        this.voids++;
        break;
      case 'skipped':
        this.#miss(line.name, { number: line.turn, why: line.why });
        break;
      case 'refused':
        count(this.refused, line.name);
        break;
    }
  }

  #tick(line: Extract<LogLine, { type: 'tick' }>): void {
    const { name, device, tau, hash, bits, every, time, tries, seconds } = line;
    const known = this.devices.get(device) ?? { device, name, ticks: [], tries: 0, seconds: 0, last: hash };
    // Logs from before ticks could be paced have no bits.
    const due = tries / (bits ?? this.#targets.get(name) ?? Number.POSITIVE_INFINITY);
    known.ticks.push({ time, tau, tries, due, seconds, every });
    known.name = name;
    known.tries += tries;
    known.seconds += seconds;
    known.last = hash;
    this.devices.set(device, known);
  }

  #miss(name: string, missed: MissedTick): void {
    const all = this.missed.get(name) ?? [];
    all.push(missed);
    this.missed.set(name, all);
  }

  #isBack(name: string, to: number): void {
    const from = this.#gone.get(name);
    if (from === undefined) return;
    this.#gone.delete(name);
    this.away.set(name, [...(this.away.get(name) ?? []), { from, to }]);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
