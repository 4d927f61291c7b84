import { type Command, Option } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { BENCH_OPTIONS } from './bench-flags.js';

/** Adds `bench` and what belongs to it. */
export function addBench(program: Command, run: Run): void {
  const bench = withOutput(program.command('bench'))
    .description("measure this device's hash rate, and write its card")
    .action(async (_flags, command: Command) => {
      const { bench } = await import('./bench.js');
      await run(flagsOf(command), bench);
    });
  for (const [flag, description] of BENCH_OPTIONS) bench.option(flag, description);
  // For bench remote.
  bench.addOption(new Option('--attached', 'end when stdin ends; tell what is measured so far').hideHelp());
}
