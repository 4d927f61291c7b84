import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

/** Adds `compare <cards…>` to `bench`. */
export function addCompare(bench: Command, run: Run): void {
  withOutput(bench.command('compare'))
    .description('rank devices by what their cards say')
    .argument('<cards...>', 'files of device cards')
    .option('--watts <list>', 'watts of each device in the order of the cards, as 3.1,6.4,-')
    .option('--format <name>', 'table, md, csv or json (default: table)')
    .action(async (paths: string[], _flags, command: Command) => {
      const { compare } = await import('./compare.js');
      await run(flagsOf(command), (flags, output) => compare(paths, flags, output));
    });
}

/** Adds `report <cards…>` to `bench`. */
export function addReport(bench: Command, run: Run): void {
  withOutput(bench.command('report'))
    .description('the same as a page with plots, in one file')
    .argument('<cards...>', 'files of device cards')
    .option('-o, --output <file>', 'where to write it (default: stdout)')
    .option('--watts <list>', 'watts of each device in the order of the cards, as 3.1,6.4,-')
    .option('--format <name>', "html, md, csv or json (default: what the file's name ends in, or html)")
    .action(async (paths: string[], _flags, command: Command) => {
      const { report } = await import('./report.js');
      await run(flagsOf(command), (flags, output) => report(paths, flags, output));
    });
}
