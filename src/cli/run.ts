import { CommanderError } from 'commander';
import { packageVersion } from '../engine/package-version.js';
import { InputError, MineWasmError } from '../errors.js';
import { EXIT } from './exit-codes.js';
import { FlagError, toFlagError } from './flags.js';
import { Output, StdoutClosed } from './output.js';
import { createProgram } from './program.js';

const args = process.argv.slice(2);

/** Until the flags are parsed, a fault is told as the raw command line asks for. */
const output = new Output();
output.configure({ json: args.includes('--json'), color: !args.includes('--no-color') });

function exitCodeOf(error: unknown): number {
  if (error instanceof StdoutClosed) return EXIT.stdoutClosed;
  if (error instanceof CommanderError) {
    // Help and version end that way too; commander has printed them.
    if (error.exitCode === 0) return EXIT.found;
    return exitCodeOf(toUsageError(error));
  }
  const told = error instanceof InputError ? toFlagError(error) : error;
  if (told instanceof FlagError) {
    output.error(told.code, told.message, told.flag);
    return EXIT.badInput;
  }
  const code = error instanceof MineWasmError ? error.code : 'ERR_INTERNAL';
  output.error(code, error instanceof Error ? error.message : String(error));
  return EXIT.internalFault;
}

/** Says in the words of every other fault what commander found wrong. */
function toUsageError({ code, message }: CommanderError): FlagError {
  const [, subject = ''] = /'([^ '=]+)/.exec(message) ?? [];
  if (code === 'commander.unknownOption') {
    const [, hint = 'see --help'] = /\((.+)\?\)/.exec(message.replace('Did', 'did')) ?? [];
    return new FlagError(subject, `expected a flag that exists, got an unknown one (${hint})`, 'ERR_USAGE');
  }
  const name = code === 'commander.missingArgument' ? `<${subject}>` : subject;
  return new FlagError(name, 'expected a value, got none', 'ERR_USAGE');
}

process.on('uncaughtException', (error) => process.exit(exitCodeOf(error)));

const program = createProgram(async (flags, action) => {
  output.configure(flags);
  process.exitCode = await action(flags, output);
}, packageVersion());

for (const command of [program, ...program.commands]) {
  command.exitOverride().configureOutput({ outputError() {} });
}
try {
  await program.parseAsync(args, { from: 'user' });
} catch (error) {
  process.exitCode = exitCodeOf(error);
}
