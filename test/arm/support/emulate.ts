import { fileURLToPath } from 'node:url';
import { Running, type Settings } from '../../cli/command.js';
import type { Machine } from './machines.js';

/** Starts a script on the machine. */
export function start(
  { emulator, cpu, root, node }: Machine,
  args: readonly string[],
  { env }: Pick<Settings, 'env'> = {},
): Running {
  return new Running(emulator, ['-cpu', cpu, '-L', root, node, ...args], env);
}

/** Runs one of programs/ on the machine. @returns what it answers */
export async function ask<Answer>(machine: Machine, program: string, request: object): Promise<Answer> {
  const file = fileURLToPath(new URL(`../programs/${program}.js`, import.meta.url));
  const running = start(machine, [file]);
  running.child.stdin!.end(JSON.stringify(request));
  const { code, signal, stdout, stderr } = await running.ended;
  if (code !== 0) throw new Error(`${program}.js ended with ${code ?? signal}: ${stderr}`);
  return JSON.parse(stdout);
}
