import { Command, CommanderError } from 'commander';
import { packageVersion } from '../engine/package-version.js';
import { addBench } from './bench/bench-command.js';
import { addClock } from './clock/clock.js';
import { flagsOf, withOutput } from './common-flags.js';
import { FlagError } from './flags.js';
import { type Run, runSearch } from './run-search.js';
import { SEARCH_OPTIONS } from './search-options.js';
import { SOLO_OPTIONS } from './solo-flags.js';

const EXAMPLES = `
Examples:
  Find the nonce of block 277316 in a window of 2^25 nonces:
    mine-wasm --nonce-start 907814536 --nonce-end 941368967 --header 0200000069054f28012b4474caa9e821102655cc74037c415ad2bba702000000000000002ecfc74ceb512c5055bcff7e57735f7323c32f8bbb48f5e96307e5268c001cc93a09be520ca30319
  Find the lowest nonce for an easier target, on two threads, as JSON:
    mine-wasm --header <hex> --difficulty 0.01 --order lowest --threads 2 --json
  Search for hours, and go on after Ctrl-C or a loss of power:
    mine-wasm --header <hex> --resume search.json
  Check a solved header, and explain its fields:
    mine-wasm verify <hex>
    mine-wasm decode <hex>

Exit codes:
  0 found (verify: valid), 1 not found (verify: not valid), 2 bad input,
  3 internal fault, 124 timeout, 130 Ctrl-C, 143 SIGTERM, 141 stdout was closed`;

/**
 * Reads any command line, and runs what it asks for. What is to be printed for help and version, commander prints.
 * @throws FlagError for what commander finds wrong
 */
export async function runCommand(args: readonly string[], run: Run): Promise<void> {
  const program = createProgram(run);
  for (const command of withSubcommands(program)) {
    command.exitOverride().configureOutput({ outputError() {} });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end that way too.
    if (error.exitCode !== 0) throw toUsageError(error);
  }
}

/** A command and all below it: what is set for one is not inherited by those that are there already. */
function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
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

/** The command line as commander knows it. A command's code is loaded when it runs: `--help` needs none of it. */
export function createProgram(run: Run): Command {
  const program = new Command('mine-wasm');
  program
    .description(
      'Search the nonce of a Bitcoin block header (SHA256d proof of work) on all cores, in WebAssembly.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .enablePositionalOptions()
    .allowExcessArguments()
    .hook('preAction', refuseStray);
  for (const [flag, description] of SEARCH_OPTIONS) program.option(flag, description);
  program
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', EXAMPLES)
    .action((flags) => runSearch(run, flags));

  withOutput(program.command('verify'))
    .description("check a header's proof of work: exit 0 when its hash meets the target")
    .argument('<header>', '80 bytes in hex')
    .option('--target <hex>', 'compare with this target')
    .option('--bits <hex>', 'compare with the target of these bits')
    .option('--difficulty <n>', "compare with the target of this difficulty (default: the header's own bits)")
    .action(async (header: string, _flags, command: Command) => {
      const { verify } = await import('./verify.js');
      await run(flagsOf(command), (flags, output) => verify(header, flags, output));
    });

  withOutput(program.command('decode'))
    .description('explain a header, bits or a difficulty')
    .argument('[value]', 'header (76 or 80 bytes in hex), bits (8 hex digits) or difficulty')
    .option('--target <hex>', 'explain this target')
    .option('--bits <hex>', 'explain these bits')
    .option('--difficulty <n>', 'explain this difficulty')
    .action(async (value: string | undefined, _flags, command: Command) => {
      const { decode } = await import('./decode.js');
      await run(flagsOf(command), (flags, output) => decode(value, flags, output));
    });

  // For its help, and for flags before it: otherwise it is run before commander is loaded (run.ts).
  program
    .command('grind')
    .description(
      "find a header's nonce as `bitcoin-util grind` does: for signet's contrib/signet/miner --grind-cmd",
    )
    .argument('<header>', '80 bytes in hex; the target is that of its bits')
    .helpOption('-h, --help', 'print this help')
    .action(async (header: string) => {
      const { grindCommand } = await import('./grind.js');
      await run({}, (_flags, output) => grindCommand([header], output));
    });

  const solo = withOutput(program.command('solo'))
    .description('mine on a full node (Bitcoin Core, bcoin): templates in, blocks out')
    .action(async (_flags, command: Command) => {
      const { solo } = await import('./solo.js');
      await run(flagsOf(command), solo);
    });
  for (const [flag, description] of SOLO_OPTIONS) solo.option(flag, description);

  addBench(program, run);
  addClock(program, run);

  withOutput(program.command('demo'))
    .description('serve a page that mines in the browser, and explains what it does')
    .option('--port <n>', 'the port (default: the first free one from 7316 on)')
    .option('--host <address>', 'the address to listen at (default: 127.0.0.1, this machine alone)')
    .action(async (_flags, command: Command) => {
      const { demo } = await import('./demo/demo.js');
      await run(flagsOf(command), demo);
    });

  withOutput(program.command('info'))
    .description('show the device, and how fast each kernel is on it')
    .action(async (_flags, command: Command) => {
      const { info } = await import('./info.js');
      await run(flagsOf(command), info);
    });

  return program;
}

/** Refuses what commander would pass over: words beyond a command's arguments, and a search's flags before another command. */
function refuseStray(program: Command, command: Command): void {
  const takesAll = command.registeredArguments.at(-1)?.variadic === true;
  const word = takesAll ? undefined : command.args[command.registeredArguments.length];
  if (word !== undefined) {
    const names = command.commands.map((known) => known.name()).join(', ');
    const place = command === program ? '<command>' : command.name();
    const expected = names === '' ? 'nothing more' : `flags or one of ${names}`;
    throw new FlagError(place, `expected ${expected}, got ${JSON.stringify(word)}`, 'ERR_USAGE');
  }
  const known = new Set(command.options.map((option) => option.attributeName()));
  for (let above = command.parent; above !== null; above = above.parent) {
    for (const option of above.options) {
      const name = option.attributeName();
      if (above.getOptionValueSource(name) !== 'cli' || known.has(name)) continue;
      throw new FlagError(
        `${option.long}`,
        `expected no such flag for ${command.name()}, got one`,
        'ERR_USAGE',
      );
    }
  }
}
