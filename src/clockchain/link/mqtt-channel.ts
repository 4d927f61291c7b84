import { type PlacedFrame, type UnsignedFrame, writeFrame } from './mqtt-frame.js';
import { WireError } from './wire.js';

/** Lines under way that the other end has not taken in: brokers drop what waits too long (mosquitto: beyond 1000 messages). */
const MOST_UNDER_WAY = 256;
/** Lines after which the other end is told that they are taken in. */
const TAKEN_EVERY = 32;
/** Characters of lines that have come and wait to be taken in. One that minds the window stays below: 256 lines of 64 KiB are a quarter. */
const MOST_WAITING = 2 ** 26;

export interface ChannelSettings {
  readonly call: string;
  readonly sign: (frame: UnsignedFrame) => Uint8Array;
  /** @param line what the frame carries, if it is a line. Never throws */
  readonly publish: (frame: string, line: string | undefined) => void;
  /** The next line waits until it resolves. Never rejects. */
  readonly onLine: (line: string) => Promise<void>;
  /** All that the other end had to say has been taken in. */
  readonly onEnd: () => void;
}

/**
 * One connection over MQTT, as either end sees it: lines in their order, each once, and no more of them under way than the other end can
 * take. A broker keeps the order of each topic alone, and may hand a message on twice.
 */
export class MqttChannel {
  readonly call: string;
  readonly #settings: ChannelSettings;
  readonly #early = new Map<number, PlacedFrame>();
  #next = 0;
  #waiting = 0;
  #reading: Promise<void> = Promise.resolve();
  #sent = 0;
  #taken = 0;
  #isEnded = false;
  #isOver = false;
  #onRoom: () => void = () => {};

  constructor(settings: ChannelSettings) {
    this.#settings = settings;
    this.call = settings.call;
  }

  /** Resolves when there is room for more. */
  async send(line: string): Promise<void> {
    if (this.#isEnded || this.#isOver) return;
    this.#publish({ type: 'line', call: this.call, n: this.#sent++, line });
    while (this.#sent - this.#taken >= MOST_UNDER_WAY && !this.#isOver) {
      await new Promise<void>((resolve) => {
        const before = this.#onRoom;
        this.#onRoom = () => {
          before();
          resolve();
        };
      });
    }
  }

  /** Says that no more lines come. */
  end(): void {
    if (this.#isEnded || this.#isOver) return;
    this.#isEnded = true;
    this.#publish({ type: 'end', call: this.call, n: this.#sent });
  }

  /** The other end is gone: nothing is sent or handed on any more. */
  abandon(): void {
    this.#isOver = true;
    this.#wake();
  }

  /** Takes in what came, whose signature holds. @param isAgain the broker says that it has handed it on before @throws WireError */
  take(frame: PlacedFrame, isAgain: boolean): void {
    if (this.#isOver) return;
    if (frame.type === 'taken') {
      if (frame.n > this.#sent)
        throw new WireError(
          'unexpected',
          `Expected ${this.#sent} lines to be taken in at most, got ${frame.n}`,
        );
      this.#taken = Math.max(this.#taken, frame.n);
      this.#wake();
      return;
    }
    if (frame.n < this.#next || this.#early.has(frame.n)) {
      if (isAgain) return;
      throw new WireError('replayed', `Expected line ${this.#next}, got ${frame.n} again`);
    }
    if (frame.n > this.#next + MOST_UNDER_WAY) {
      throw new WireError('unexpected', `Expected line ${this.#next} or one soon after it, got ${frame.n}`);
    }
    if (this.#waiting > MOST_WAITING) {
      const expected = `Expected no line while ${MOST_WAITING} characters wait to be taken in`;
      throw new WireError('oversized', `${expected}, got line ${frame.n}`);
    }
    this.#early.set(frame.n, frame);
    for (let next = this.#early.get(this.#next); next !== undefined; next = this.#early.get(this.#next)) {
      this.#early.delete(this.#next++);
      this.#read(next);
    }
  }

  #read(frame: PlacedFrame): void {
    const size = frame.type === 'line' ? frame.line.length : 0;
    this.#waiting += size;
    this.#reading = this.#reading.then(async () => {
      this.#waiting -= size;
      if (this.#isOver) return;
      if (frame.type === 'line') await this.#settings.onLine(frame.line);
      else this.#settings.onEnd();
      if ((frame.n + 1) % TAKEN_EVERY === 0)
        this.#publish({ type: 'taken', call: this.call, n: frame.n + 1 });
    });
  }

  #publish(frame: UnsignedFrame): void {
    if (this.#isOver) return;
    const { sign, publish } = this.#settings;
    const text = writeFrame({ ...frame, signature: sign(frame) });
    publish(text, frame.type === 'line' ? frame.line : undefined);
  }

  #wake(): void {
    const wake = this.#onRoom;
    this.#onRoom = () => {};
    wake();
  }
}
