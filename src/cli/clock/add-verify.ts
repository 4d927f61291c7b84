import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

const MORE = `
Every record, header, link, target, citation, Lamport value, round and signature is checked. Chains cite each other: give
those of all devices of a session. Without --difficulty any target will do; the verdict says what the ticks' targets took.
It proves the order of what they say, and the work; not the time of day.

Exit codes:
  0 all hold, 1 one does not, 2 bad input, as a file that can't be read`;

/** Adds `verify` to the command `clock`. */
export function addVerify(clock: Command, run: Run): void {
  withOutput(clock.command('verify'))
    .description("verify the files of a session's chains")
    .argument('<file...>', 'the chains of all its devices, as <dir>/<session>/chains/*.chain')
    .option('--session <name>', 'the name that it has to have (default: that of the first file)')
    .option(
      '--mode <mode>',
      'serial, free or rounds: whether its ticks have to be of rounds (default: either)',
    )
    .option(
      '--difficulty <d,…>',
      'leading hex zeros that the ticks of each file in turn, or of all, have to have at least',
    )
    .option('--threads <n>', 'threads for signatures (default: as many as there are cores)')
    .addHelpText('after', MORE)
    .action(async (files: string[], _flags, command: Command) => {
      const { verify } = await import('./verify.js');
      await run(flagsOf(command), (flags, output) => verify(files, flags, output));
    });
}
