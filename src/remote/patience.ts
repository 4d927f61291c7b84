/** How long a host may take from the start of ssh to the agent's first word: slow boards, slow login shells. */
export const LOGIN_SECONDS = 90;
/**
 * The same where ssh may ask. How long a person takes to answer can't be seen, but servers end a login after 2 minutes (OpenSSH's
 * LoginGraceTime) or 5 (Dropbear's AUTH_TIMEOUT), and a host on the way may ask as well.
 */
export const ASKING_SECONDS = 2 * 300 + LOGIN_SECONDS;
/**
 * How long what runs on a host may be silent. A benchmark tells something several times a second, and every 10 s while it rests. It is silent
 * while it proves a kernel (five blocks of a second each on a slow board, then the next kernel) and while V8 compiles: less than 30 s in all.
 */
export const SILENCE_SECONDS = 120;
/** How long a run that was asked to end may take; the agent kills its benchmark after 10 s. */
export const GRACE_SECONDS = 15;

/** Calls `then` after so many seconds. @returns what prevents that */
export type After = (seconds: number, then: () => void) => () => void;

/** Waits for one thing at a time, and not for ever. */
export class Patience {
  readonly #after: After;
  #cancel: () => void = () => {};

  constructor(after: After = afterTimeout) {
    this.#after = after;
  }

  /** Waits anew, and no longer for what it waited for. @param onEnd called when it has not ended in time, with the seconds it took */
  wait(seconds: number, onEnd: (seconds: number) => void): void {
    this.#cancel();
    this.#cancel = this.#after(seconds, () => onEnd(seconds));
  }

  /** What it waited for has come. */
  end(): void {
    this.#cancel();
  }
}

/** By a timer. */
export function afterTimeout(seconds: number, then: () => void): () => void {
  const timer = setTimeout(then, seconds * 1000);
  return () => clearTimeout(timer);
}
