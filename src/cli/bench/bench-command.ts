import { type Command, Option } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { addRemote } from './add-remote.js';
import { BENCH_OPTIONS } from './bench-flags.js';
import { addCompare, addReport } from './compare-command.js';

/** Adds `bench` and what belongs to it. */
export function addBench(program: Command, run: Run): void {
  const bench = withOutput(program.command('bench'))
    .description("measure this device's hash rate, and write its card")
    .action(async (_flags, command: Command) => {
      const { bench } = await import('./bench.js');
      await run(flagsOf(command), bench);
    });
  for (const [flag, description] of BENCH_OPTIONS) bench.option(flag, description);
  // For whoever starts it on another device: it ends when stdin ends, and tells what is measured by then.
  bench.addOption(new Option('--attached').hideHelp());
  // Of a command with subcommands, commander's own would be one.
  bench.helpCommand(false).allowExcessArguments();
  addCompare(bench, run);
  addReport(bench, run);
  addRemote(bench, run);
}
