import { plainText } from '../../plain-text.js';
import { type PipedChild, spawnPiped } from '../../remote/piped-child.js';
import type { DeviceProcess } from './line-link.js';

const LONGEST_WORDS = 300;

/** Starts a device as a process of this machine. @param command a program and its arguments, which speak the protocol on stdio */
export function startChildDevice([program, ...args]: readonly [string, ...string[]]): DeviceProcess {
  // A process group of its own: Ctrl-C is the coordinator's, and ends the device in good order.
  const child = spawnPiped(program, args, { detached: true });
  return {
    input: child.stdin,
    output: child.stdout,
    ended: describeEnd(child),
    kill: () => child.kill('SIGKILL'),
  };
}

async function describeEnd({ stderr, ended }: PipedChild): Promise<string | undefined> {
  let lastWords = '';
  stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LONGEST_WORDS);
  });
  const end = await ended;
  if (end.error !== undefined) return `it could not be started (${end.error.message})`;
  if (end.code === 0) return undefined;
  const how = end.signal === null ? `it ended with exit code ${end.code}` : `it was killed by ${end.signal}`;
  const words = plainText(lastWords.trim().split('\n').at(-1) ?? '', LONGEST_WORDS);
  return words === '' ? how : `${how}: ${words}`;
}
