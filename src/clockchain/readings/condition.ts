/** Lets loops that run side by side wait for what the others change. */
export class Condition {
  #waiters: (() => void)[] = [];

  /** Tells all who wait that something may have changed. */
  changed(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** Resolves when it is true; looked at now and at each change. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await this.change();
  }

  /** Resolves with the next change, or after so long. @param milliseconds default: however long it takes */
  async change(milliseconds?: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#waiters.push(resolve);
      if (milliseconds !== undefined) timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }
}
