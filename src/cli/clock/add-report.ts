import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

const MORE = `
The page is one file, which runs no script and loads nothing: ticks over time, drift with its band, rounds and absences,
all figures. The chains are verified first, and the page says which of them hold. Times and tries are the coordinator's own
account, log.jsonl.

Example:
    mine-wasm clock report clockchains/garden -o garden.html

Exit codes:
  0 all chains hold, 1 one does not (the page says where), 2 bad input`;

/** Adds `report` to the command `clock`. */
export function addReport(clock: Command, run: Run): void {
  withOutput(clock.command('report'))
    .description('a session as a web page')
    .argument('<folder>', 'the session, as <dir>/<session>')
    .option('-o, --output <file>', 'where to write it (default: stdout)')
    .option('--threads <n>', 'threads for signatures (default: as many as there are cores)')
    .addHelpText('after', MORE)
    .action(async (folder: string, _flags, command: Command) => {
      const { report } = await import('./report.js');
      await run(flagsOf(command), (flags, output) => report(folder, flags, output));
    });
}
