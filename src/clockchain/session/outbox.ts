import type { DeviceConnection } from '../link/device-link.js';
import { tickMessage } from '../link/wire.js';
import type { Tick } from '../tick/tick.js';

/** Ticks of others that a device may be behind: it is cut off then, and begins anew from the files. */
const MOST_BEHIND = 65_536;

export interface OutboxSettings {
  readonly connection: Pick<DeviceConnection, 'send'>;
  /** What came before, each tick behind all that it cites. */
  readonly past: AsyncIterable<{ readonly tick: Tick }>;
  /** All that was before has been told; called once. */
  readonly onCaughtUp: () => void;
  /** It takes in less than comes; called once, and nothing more is kept for it. */
  readonly onBehind: (ticks: number) => void;
  readonly mostBehind?: number | undefined;
}

/** What one device is still to be told: the past, and then each tick as it comes. */
export class Outbox {
  readonly #settings: OutboxSettings;
  #ticks: Tick[] = [];
  #isOver = false;
  #onPost: () => void = () => {};

  constructor(settings: OutboxSettings) {
    this.#settings = settings;
  }

  /** Ticks that wait. */
  get length(): number {
    return this.#ticks.length;
  }

  /** Tells all, until the end. @throws what reading the past throws */
  async run(): Promise<void> {
    const { connection, past, onCaughtUp } = this.#settings;
    for await (const { tick } of past) {
      if (this.#isOver) return;
      await connection.send(tickMessage(tick));
    }
    for (let isBehind = true; !this.#isOver; ) {
      for (let tick = this.#ticks.shift(); tick !== undefined; tick = this.#ticks.shift()) {
        await connection.send(tickMessage(tick));
      }
      if (this.#isOver) return;
      if (isBehind) onCaughtUp();
      isBehind = false;
      if (this.#ticks.length > 0) continue;
      await new Promise<void>((resolve) => {
        this.#onPost = resolve;
      });
    }
  }

  post(tick: Tick): void {
    if (this.#isOver) return;
    this.#ticks.push(tick);
    const { onBehind, mostBehind = MOST_BEHIND } = this.#settings;
    if (this.#ticks.length > mostBehind) {
      onBehind(this.#ticks.length);
      this.end();
    } else this.#onPost();
  }

  /** Sends what waits at once, so that what is sent next comes behind it. */
  flush(): void {
    for (const tick of this.#ticks.splice(0)) void this.#settings.connection.send(tickMessage(tick));
  }

  /** Nothing more is sent. */
  end(): void {
    this.#isOver = true;
    this.#ticks = [];
    this.#onPost();
  }
}
