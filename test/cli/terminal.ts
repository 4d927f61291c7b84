import { spawnSync } from 'node:child_process';
import { MAIN, Running, type Settings } from './command.js';

/** Whether util-linux' script(1) is there, which runs a command on a terminal of its own; Debian always has it. */
export const hasScript = /util-linux/.test(
  spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout ?? '',
);

const quote = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Starts the command on a terminal. What the terminal shows is the `stdout` of what is returned, and what is written to
 * its stdin is typed.
 * @param redirections such as `>file`
 */
export function startOnTerminal(
  args: readonly string[],
  {
    columns = 80,
    redirections = '',
    env = {},
    main = MAIN,
  }: { columns?: number; redirections?: string } & Settings = {},
): Running {
  const command = [process.execPath, main, ...args].map(quote).join(' ');
  const line = `stty rows 24 cols ${columns}; exec ${command} ${redirections}`;
  return new Running('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
    TERM: 'xterm-256color',
    SHELL: '/bin/sh',
    ...env,
  });
}
