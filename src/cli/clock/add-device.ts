import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

const MORE = `
\`clock run\` starts it, here or over ssh. It takes orders and other devices' ticks as lines of JSON on stdin, verifies
them, and ends with stdin.`;

/** Adds `device` to the command `clock`. */
export function addDevice(clock: Command, run: Run): void {
  withOutput(clock.command('device'))
    .description('be one device of a session: the other end of `clock run`')
    .option('--stdio', 'speak on stdin and stdout: the only way so far')
    .option(
      '--folder <folder>',
      "the device's folder, with its key and chains: what seal calls --dir (default: ~/.local/state/mine-wasm/clock)",
    )
    .option('--threads <n>', 'worker threads (default: all that this process may use)')
    .addHelpText('after', MORE)
    .action(async (_flags, command: Command) => {
      const { device } = await import('./device.js');
      await run(flagsOf(command), device);
    });
}
