import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A Node of its own that runs a module's source from the project's folder, and is ended with the test. */
export class Child {
  readonly process: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #over: Promise<unknown>;

  /** @param before a shell's commands, such as a ulimit, to run first */
  constructor(source: string, args: readonly string[], before?: string) {
    const node = [process.execPath, '--input-type=module', '--eval', source, ...args];
    const [command, ...rest] =
      before === undefined ? node : ['/bin/sh', '-c', `${before}; exec "$@"`, 'sh', ...node];
    this.process = spawn(command!, rest, {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#over = once(this.process, 'close');
    this.#lines = createInterface({ input: this.process.stdout! })[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.process.pid!;
  }

  /** The next line that it prints; undefined when it is over. */
  async line(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }

  /** Lets it go on that waits for a line. */
  tell(line: string): void {
    this.process.stdin!.write(`${line}\n`);
  }

  /** Resolves when it is over by itself. */
  async end(): Promise<number | null> {
    await this.#over;
    return this.process.exitCode;
  }

  /** As a loss of power would: it can't finish anything. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#over;
  }
}
