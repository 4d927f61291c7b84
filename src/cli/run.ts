import { InputError, MineWasmError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import { FlagError, toFlagError } from './flags.js';
import { Output, StdoutClosed } from './output.js';
import { type Run, runSearch } from './run-search.js';
import { readPlainSearch } from './search-options.js';

const args = process.argv.slice(2);

/** Until the flags are parsed, a fault is told as the raw command line asks for. */
const output = new Output();
output.configure({ json: args.includes('--json'), color: !args.includes('--no-color') });

function exitCodeOf(error: unknown): number {
  if (error instanceof StdoutClosed) return EXIT.stdoutClosed;
  const told = error instanceof InputError ? toFlagError(error) : error;
  if (told instanceof FlagError) {
    output.error(told.code, told.message, told.flag);
    return EXIT.badInput;
  }
  const code = error instanceof MineWasmError ? error.code : 'ERR_INTERNAL';
  output.error(code, error instanceof Error ? error.message : String(error));
  return EXIT.internalFault;
}

process.on('uncaughtException', (error) => process.exit(exitCodeOf(error)));

const run: Run = async (flags, action) => {
  output.configure(flags);
  process.exitCode = await action(flags, output);
};

try {
  const plain = readPlainSearch(args);
  if (plain !== undefined) {
    await runSearch(run, plain);
  } else {
    const { runCommand } = await import('./program.js');
    await runCommand(args, run);
  }
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
