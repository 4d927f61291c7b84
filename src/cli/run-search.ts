import type { Output, OutputFlags } from './output.js';
import type { SearchFlags } from './search-flags.js';

/** Runs a command's action and keeps its exit code. */
export type Run = <Flags extends OutputFlags>(
  flags: Flags,
  action: (flags: Flags, output: Output) => Promise<number>,
) => Promise<void>;

/** Loads the search, and runs it. */
export async function runSearch(run: Run, flags: SearchFlags): Promise<void> {
  const { search } = await import('./search.js');
  await run(flags, search);
}
