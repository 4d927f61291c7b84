import type { Readable, Writable } from 'node:stream';
import { type After, Patience } from '../../remote/patience.js';
import type { DeviceConnection, DeviceLink, LinkListener } from './device-link.js';
import { LineReader, type ReadLine } from './line-reader.js';
import { LineWriter } from './line-writer.js';
import { type CoordinatorMessage, readDeviceMessage, WireError, writeMessage } from './wire.js';

/** What a device's process is to its link. */
export interface DeviceProcess {
  /** Its stdin. It ends when that does. */
  readonly input: Writable;
  /** Its stdout. */
  readonly output: Readable;
  /** Resolves when it is over, with how in words; undefined when it ended in good order. Never rejects. */
  readonly ended: Promise<string | undefined>;
  kill(): void;
}

export interface LineLinkOptions {
  /** How long a device may take to its first word, and how long it may then be silent: it speaks every 5 s. Seconds. */
  readonly startSeconds?: number | undefined;
  readonly silenceSeconds?: number | undefined;
  readonly after?: After | undefined;
}

/** How long a device that was asked to end may take. */
const GRACE_SECONDS = 10;

/** A device whose process is spoken to by lines on its stdin and stdout: a child, or what ssh has started. */
export class LineLink implements DeviceLink {
  readonly name: string;
  readonly #start: () => DeviceProcess;
  readonly #options: LineLinkOptions;

  constructor(name: string, start: () => DeviceProcess, options: LineLinkOptions = {}) {
    this.name = name;
    this.#start = start;
    this.#options = options;
  }

  connect(listener: LinkListener): DeviceConnection {
    return new LineConnection(this.#start(), listener, this.#options);
  }
}

class LineConnection implements DeviceConnection {
  readonly #process: DeviceProcess;
  readonly #writer: LineWriter;
  readonly #listener: LinkListener;
  readonly #silenceSeconds: number;
  readonly #patience: Patience;
  readonly #over: Promise<void>;
  #isClosing = false;
  /** It has said something that is a message. */
  #hasSpoken = false;
  #reason: string | undefined;

  constructor(process: DeviceProcess, listener: LinkListener, options: LineLinkOptions) {
    const { startSeconds = 30, silenceSeconds = 20, after } = options;
    this.#process = process;
    this.#writer = new LineWriter(process.input);
    this.#listener = listener;
    this.#silenceSeconds = silenceSeconds;
    this.#patience = new Patience(after);
    this.#wait(startSeconds);
    process.input.on('error', () => {});
    void process.ended.then(() => this.#writer.abandon());
    this.#over = Promise.all([process.ended, this.#read()]).then(([how]) => {
      this.#patience.end();
      const reason = this.#reason ?? how ?? 'it has ended';
      listener.onEnd(this.#isClosing ? undefined : reason);
    });
  }

  send(message: CoordinatorMessage): Promise<void> {
    return this.#writer.write(writeMessage(message));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#process.input.end();
    this.#patience.wait(GRACE_SECONDS, () => this.#process.kill());
    await this.#over;
  }

  async #read(): Promise<void> {
    const reader = new LineReader();
    try {
      for await (const bytes of this.#process.output) {
        if (this.#hasSpoken && !this.#isClosing) this.#wait(this.#silenceSeconds);
        for (const line of reader.push(bytes as Buffer)) await this.#take(line);
      }
    } catch {
      // Its process has ended, and says how.
    }
  }

  #wait(seconds: number): void {
    this.#patience.wait(seconds, () => {
      this.#reason = `it has said nothing for ${seconds} s`;
      this.#process.kill();
    });
  }

  async #take(line: ReadLine): Promise<void> {
    try {
      if ('oversized' in line)
        throw new WireError('oversized', `Expected a message, got ${line.oversized} characters`);
      const message = readDeviceMessage(line.text);
      this.#hasSpoken = true;
      await this.#listener.onMessage(message);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#listener.onFault(error);
    }
  }
}
