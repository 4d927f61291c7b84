/** Something to wait for, again and again. */
export class WakeUp {
  readonly #waiting = new Set<() => void>();

  /** Wakes all who wait now. */
  fire(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when it fires, after so many milliseconds, or when aborted, whichever is first. */
  next(signal: AbortSignal, milliseconds?: number): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const wake = () => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      const timer = milliseconds === undefined ? undefined : setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
