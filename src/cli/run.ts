import { InputError, MineWasmError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import { FlagError, toFlagError } from './flags.js';
import { Output, StdoutClosed } from './output.js';
import { type Run, runSearch } from './run-search.js';
import { readPlainSearch } from './search-options.js';

/** Runs a command line to its end, and leaves its exit code with the process. Never rejects. */
export async function run(args: readonly string[]): Promise<void> {
  const output = new Output();
  // Until the flags are parsed, a fault is told as the raw command line asks for.
  output.configure({ json: args.includes('--json'), color: !args.includes('--no-color') });
  process.on('uncaughtException', (error) => process.exit(tell(error, output)));

  const runAction: Run = async (flags, action) => {
    output.configure(flags);
    process.exitCode = await action(flags, output);
  };
  try {
    const plain = readPlainSearch(args);
    const [command, ...words] = args;
    if (command === 'grind' && words[0] !== '--help' && words[0] !== '-h') {
      const { grindCommand } = await import('./grind.js');
      process.exitCode = await grindCommand(words, output);
    } else if (plain !== undefined) {
      await runSearch(runAction, plain);
    } else {
      const { runCommand } = await import('./program.js');
      await runCommand(args, runAction);
    }
  } catch (error) {
    process.exitCode = tell(error, output);
  }
}

/** Tells a fault in one line. @returns the exit code that it ends with */
function tell(error: unknown, output: Output): number {
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
