import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The built command. */
export const MAIN = fileURLToPath(new URL('../../dist/cli/main.cjs', import.meta.url));

/** A fresh folder under the system's temporary one. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'mine-wasm-cli-'));
}

const cache = temporaryFolder();

/** The environment of the tests: nothing that colours or sizes the output, and a cache of its own. */
export const ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  HOME: cache,
  XDG_CACHE_HOME: cache,
  LANG: 'C.UTF-8',
};

/** How a command ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Settings {
  readonly env?: NodeJS.ProcessEnv;
  /** The command's file; default: the built one. */
  readonly main?: string;
}

/** A command that runs. */
export class Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #isOver = false;
  #onNews: () => void = () => {};

  constructor(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
    this.child = spawn(program, args, { env: { ...ENVIRONMENT, ...env }, stdio: 'pipe' });
    for (const name of ['stdout', 'stderr'] as const) {
      this.child[name]!.setEncoding('utf8').on('data', (text: string) => {
        this[name] += text;
        this.#onNews();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        this.#isOver = true;
        this.#onNews();
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr });
      });
    });
    // A test that fails leaves no process behind.
    onTestFinished(async () => {
      this.child.kill('SIGKILL');
      await this.ended;
    });
  }

  /** Resolves when the stream has shown `pattern`; rejects when the command ends without. */
  async shows(name: 'stdout' | 'stderr', pattern: RegExp | ((text: string) => boolean)): Promise<void> {
    const isThere = typeof pattern === 'function' ? pattern : (text: string) => pattern.test(text);
    while (!isThere(this[name])) {
      if (this.#isOver) {
        throw new Error(
          `${name} never showed ${pattern}; stdout: ${this.stdout.slice(0, 2000)}; stderr: ${this.stderr.slice(0, 2000)}`,
        );
      }
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
  }
}

/** Starts the command. */
export function start(args: readonly string[], { env, main = MAIN }: Settings = {}): Running {
  return new Running(process.execPath, [main, ...args], env);
}

/** Runs the command to its end. */
export async function run(args: readonly string[], settings?: Settings): Promise<Ended> {
  return start(args, settings).ended;
}

// biome-ignore lint/suspicious/noExplicitAny: tests look into it property by property
export type JsonLine = Record<string, any>;

/** The JSON lines of a stream. Fails when one is none. */
export function jsonLines(text: string): JsonLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
