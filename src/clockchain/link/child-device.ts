import { type ChildProcess, spawn } from 'node:child_process';
import { plainText } from '../../plain-text.js';
import type { DeviceProcess } from './line-link.js';

const LONGEST_WORDS = 300;

/** Starts a device as a process of this machine. @param command a program and its arguments, which speak the protocol on stdio */
export function startChildDevice([program, ...args]: readonly [string, ...string[]]): DeviceProcess {
  // A process group of its own: Ctrl-C is the coordinator's, and ends the device in good order.
  const child = spawn(program, args, { stdio: 'pipe', detached: true, windowsHide: true });
  return {
    input: child.stdin!,
    output: child.stdout!,
    ended: endOf(child),
    kill: () => child.kill('SIGKILL'),
  };
}

function endOf(child: ChildProcess): Promise<string | undefined> {
  let lastWords = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LONGEST_WORDS);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`it could not be started (${error.message})`));
    child.once('close', (code, signal) => {
      if (code === 0) resolve(undefined);
      const how = signal === null ? `it ended with exit code ${code}` : `it was killed by ${signal}`;
      const words = plainText(lastWords.trim().split('\n').at(-1) ?? '', LONGEST_WORDS);
      resolve(words === '' ? how : `${how}: ${words}`);
    });
  });
}
