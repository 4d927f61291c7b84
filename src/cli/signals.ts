import { EXIT } from './exit-codes.js';

/** SIGINT and SIGTERM while something runs: the first asks it to stop, the second ends the process at once. */
export class Signals {
  #exitCode: number | undefined;
  readonly #listeners: [NodeJS.Signals, () => void][];

  /** @param stop asked once to stop what is running */
  constructor(stop: () => void) {
    const on = (signal: NodeJS.Signals, exitCode: number) => {
      const listener = () => {
        // The bar gives the terminal back as the process exits.
        if (this.#exitCode !== undefined) process.exit(exitCode);
        this.#exitCode = exitCode;
        stop();
      };
      process.on(signal, listener);
      return [signal, listener] as [NodeJS.Signals, () => void];
    };
    this.#listeners = [on('SIGINT', EXIT.interrupted), on('SIGTERM', EXIT.terminated)];
  }

  /** The exit code of the signal that came; undefined when none did. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  dispose(): void {
    for (const [signal, listener] of this.#listeners) process.off(signal, listener);
  }
}
