const FIRST_PAUSE_MILLISECONDS = 1000;
const LONGEST_PAUSE_MILLISECONDS = 30_000;

/** Calls a device again that has gone: after a pause that doubles each time, up to 30 s, until it has joined. */
export class Recall {
  readonly #first: number;
  #pause: number;
  #timer: NodeJS.Timeout | undefined;

  /** @param firstMilliseconds the first pause; default 1 s */
  constructor(firstMilliseconds = FIRST_PAUSE_MILLISECONDS) {
    this.#first = firstMilliseconds;
    this.#pause = firstMilliseconds;
  }

  schedule(call: () => void): void {
    this.#timer = setTimeout(call, this.#pause);
    this.#pause = Math.min(2 * this.#pause, LONGEST_PAUSE_MILLISECONDS);
  }

  /** It has joined: the next pause is the first again. */
  reset(): void {
    this.#pause = this.#first;
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
