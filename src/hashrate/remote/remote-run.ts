import { MineWasmError } from '../../errors.js';
import { hostText } from '../../remote/host-text.js';
import { RemoteError } from '../../remote/remote-error.js';
import type { RemoteHost } from '../../remote/remote-host.js';
import {
  type RemoteConnectionEvent,
  type RemoteEnd,
  RemoteProcess,
  type RemoteSettings,
} from '../../remote/remote-process.js';
import type { DeviceCard } from '../card/device-card.js';
import { readDeviceCard } from '../card/read-device-card.js';
import { type BenchEvent, readBenchEvent } from './bench-events.js';

export interface RunSettings extends RemoteSettings {
  /** Ends the run: what was measured so far is kept. */
  readonly signal?: AbortSignal | undefined;
}

/** What a run tells while it goes on. */
export type RemoteEvent = RemoteConnectionEvent | Exclude<BenchEvent, { type: 'partial' | 'error' }>;

/** How a run ended: a whole card, or what went wrong and, if something was measured, a card that is not complete. */
export interface RemoteOutcome {
  readonly host: RemoteHost;
  readonly card?: DeviceCard | undefined;
  readonly error?: RemoteError | undefined;
}

/** One benchmark on one host. */
export class RemoteRun {
  /** Resolves when the host runs our agent, or the run has ended. */
  readonly connected: Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<RemoteOutcome>;
  readonly #host: RemoteHost;
  readonly #signal: AbortSignal | undefined;
  readonly #onEvent: (event: RemoteEvent) => void;
  #card: DeviceCard | undefined;
  #partial: DeviceCard | undefined;
  /** The benchmark's last words, and its own account of a fault. */
  #lastWords = '';
  #benchError: string | undefined;

  constructor(host: RemoteHost, settings: RunSettings, onEvent: (event: RemoteEvent) => void) {
    this.#host = host;
    const { signal } = settings;
    this.#signal = signal;
    this.#onEvent = onEvent;
    const process = new RemoteProcess(host, settings, {
      what: 'the benchmark',
      onEvent,
      onLine: (stream, line) => (stream === 'stdout' ? this.#takeCard(line) : this.#takeEvent(line)),
    });
    const stop = () => process.stop();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    this.connected = process.connected;
    this.ended = process.ended.then((end) => {
      signal?.removeEventListener('abort', stop);
      return this.#outcome(end);
    });
  }

  #takeEvent(line: string): void {
    const event = readBenchEvent(line);
    if (event === undefined) this.#lastWords = hostText(line);
    else if (event.type === 'partial') this.#partial = event.card;
    else if (event.type === 'error') this.#benchError = `${event.message} (${event.code})`;
    else this.#onEvent(event);
  }

  #takeCard(line: string): void {
    try {
      this.#card = readDeviceCard(line);
    } catch (error) {
      if (!(error instanceof MineWasmError)) throw error;
      throw new RemoteError('ERR_REMOTE_OUTPUT', error.message, { cause: error });
    }
  }

  #outcome(end: RemoteEnd): RemoteOutcome {
    const card = this.#card ?? this.#partial;
    const isInterrupted = this.#signal?.aborted === true;
    const isWhole = this.#card?.isComplete === true;
    const error = end.error ?? (isWhole || isInterrupted ? undefined : (end.lost ?? this.#fault(end.exit!)));
    return { host: this.#host, ...(card && { card }), ...(error && { error }) };
  }

  /** Why a benchmark that came to its end gave no whole card. */
  #fault({ code, signal }: NonNullable<RemoteEnd['exit']>): RemoteError {
    const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
    const words = this.#benchError ?? this.#card?.notes.at(-1) ?? this.#lastWords;
    return new RemoteError(
      'ERR_REMOTE_BENCH',
      `the benchmark ${how} and gave no whole card${words && `: ${words}`}`,
    );
  }
}
