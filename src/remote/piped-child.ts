import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';

/** How a child ended; or why it could not be started. */
export type ChildEnd =
  | { readonly error: NodeJS.ErrnoException }
  | { readonly error?: undefined; readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** A child process, and pipes to and from it. */
export interface PipedChild {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it is over and its pipes are closed. Never rejects. */
  readonly ended: Promise<ChildEnd>;
  kill(signal?: NodeJS.Signals): void;
}

/** Starts a program. Never throws: one that could not be started has ended. */
export function spawnPiped(
  program: string,
  args: readonly string[],
  options: Omit<SpawnOptions, 'stdio'> = {},
): PipedChild {
  let child: ChildProcess;
  try {
    child = spawn(program, args, { windowsHide: true, ...options, stdio: 'pipe' });
  } catch (error) {
    // As when the arguments are too long (E2BIG), or there is no memory (ENOMEM).
    return { ...noPipes(), ended: Promise.resolve({ error: error as NodeJS.ErrnoException }), kill() {} };
  }
  const ended = new Promise<ChildEnd>((resolve) => {
    child.on('error', (error) => {
      // One that runs already can't be killed, or told: it has its own end.
      if (child.pid === undefined) resolve({ error });
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const { stdin, stdout, stderr } = child;
  // Without a descriptor left (EMFILE, ENFILE) there are no pipes, whatever the type says.
  const pipes = stdout ? { stdin: stdin!, stdout, stderr: stderr! } : noPipes();
  return { ...pipes, ended, kill: (signal) => void child.kill(signal) };
}

function noPipes(): Pick<PipedChild, 'stdin' | 'stdout' | 'stderr'> {
  return {
    stdin: new PassThrough().destroy(),
    stdout: new PassThrough().end(),
    stderr: new PassThrough().end(),
  };
}
