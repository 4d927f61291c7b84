import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

const MORE = `
Examples:
  A hash that begins with 000, which takes 4,096 tries on average:
    mine-wasm clock tick 3
  A tick that takes this machine 10 s on average, once its rate is measured:
    mine-wasm clock tick --every 10s`;

/** Adds `tick` to the command `clock`. */
export function addTick(clock: Command, run: Run): void {
  withOutput(clock.command('tick'))
    .description('mine one tick, and print it; nothing of it is kept')
    .argument('[difficulty]', 'leading hex zeros of its hash, 0 to 63')
    .option(
      '--every <time>',
      'in place of it: as long a tick on average as 10s, at the rate that is measured first',
    )
    .option('--session <name>', "the session whose first tick it is (default: 'tick')")
    .option('--threads <n>', 'worker threads (default: all that this process may use)')
    .addHelpText('after', MORE)
    .action(async (difficulty: string | undefined, _flags, command: Command) => {
      const { tick } = await import('./tick.js');
      await run(flagsOf(command), (flags, output) => tick(difficulty, flags, output));
    });
}
