import type { Command } from 'commander';
import { MOST_COUNT } from '../../clockchain/readings/batch-limits.js';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { BROKER_OPTIONS } from './broker-options.js';

type Options = readonly (readonly [flag: string, description: string])[];

const FOLDER_OPTIONS: Options = [
  [
    '--dir <folder>',
    "the device's folder, with its key, chain and readings: what join calls --folder (default: ~/.local/state/mine-wasm/clock)",
  ],
  ['--session <name>', 'the session whose chain is meant (default: readings)'],
];

const SEAL_OPTIONS: Options = [
  ...FOLDER_OPTIONS,
  ['--key <file>', "the device's key, made on first use (default: device.pem in the folder)"],
  ['--difficulty <n>', "leading hex zeros of a tick's hash, 0 to 63 (default: 4)"],
  ['--every <time>', 'in place of it: ticks that take so long on average, as 10s, at the measured rate'],
  ['--count <n>', `readings of a batch, 1 to ${MOST_COUNT} (default: 64)`],
  ['--age <time>', 'seal a reading after so long, its batch full or not, as 10s or 5m (default: 1m)'],
  ['--fsync <when>', 'wait for the disk with each reading or with each batch (default: reading)'],
  [
    '--journal-lost',
    'go on though the chain seals readings that the journal no longer has; numbers can then be used twice',
  ],
  ['--threads <n>', 'worker threads (default: all that this process may use)'],
  ...BROKER_OPTIONS,
  ['--topic <filter>', 'take the messages of this topic at the broker instead of stdin'],
];

const SEAL_MORE = `
A reading is a line of JSON, an object of at most 16,384 bytes. What is acknowledged is sealed, whenever the process is
killed: what a run leaves, the next one seals. With --fsync batch that does not hold for a loss of power.

With --broker and --topic each message (QoS 1) is a reading, or several, a line each. It is acknowledged to the broker once
they are in the journal; until then it comes again, after a kill too. A reading that has an "id" is not sealed again when its
line comes again; without one it can't be told from another of the same value. SIGINT or SIGTERM ends it, exit 0.

Example:
    echo '{"celsius":21.5}' | mine-wasm clock seal
    mine-wasm clock prove 1 -o proof.json
    mine-wasm clock check proof.json
    mine-wasm clock seal --broker mqtts://pi@broker.example --topic 'sensors/+/reading'

Exit codes:
  0 all sealed, 1 some lines were refused, 2 bad input, 3 internal fault, 130 Ctrl-C, 143 SIGTERM`;

const PROVE_OPTIONS: Options = [
  ...FOLDER_OPTIONS,
  ['--later <n>', 'ticks after the sealing one to put into it, as far as there are (default: 6)'],
  ['-o, --output <file>', 'where to write it (default: stdout)'],
];

const CHECK_OPTIONS: Options = [
  ['--device <hex>', 'it has to be of the device with this public key'],
  ['--session <name>', 'it has to be of this session'],
  ['--difficulty <n>', 'each of its ticks has to have so many leading hex zeros'],
];

const CHECK_MORE = `
A proof shows that the device signed the reading and sealed it in this place of its chain, with so much work since. It
does not show when that was, nor that the device has no other chain of the session.

Exit codes:
  0 valid, 1 not valid, 2 no proof, or one that can't be read`;

/** Adds `seal` to the command `clock`. */
export function addSeal(clock: Command, run: Run): void {
  const seal = withOutput(clock.command('seal'))
    .description("seal readings, JSON lines from stdin or MQTT, into the device's chain")
    .addHelpText('after', SEAL_MORE)
    .action(async (_flags, command: Command) => {
      const { seal } = await import('./seal.js');
      await run(flagsOf(command), seal);
    });
  for (const [flag, description] of SEAL_OPTIONS) seal.option(flag, description);
}

/** Adds `prove <reading>` to the command `clock`. */
export function addProve(clock: Command, run: Run): void {
  const prove = withOutput(clock.command('prove'))
    .description('write the proof that a reading is sealed')
    .argument('<reading>', 'its number, as it was acknowledged')
    .action(async (reading: string, _flags, command: Command) => {
      const { prove } = await import('./prove.js');
      await run(flagsOf(command), (flags, output) => prove(reading, flags, output));
    });
  for (const [flag, description] of PROVE_OPTIONS) prove.option(flag, description);
}

/** Adds `check <proof>` to the command `clock`. */
export function addCheck(clock: Command, run: Run): void {
  const check = withOutput(clock.command('check'))
    .description('verify a proof, offline: exit 0 when it holds')
    .argument('<proof>', 'its file')
    .addHelpText('after', CHECK_MORE)
    .action(async (proof: string, _flags, command: Command) => {
      const { check } = await import('./check.js');
      await run(flagsOf(command), (flags, output) => check(proof, flags, output));
    });
  for (const [flag, description] of CHECK_OPTIONS) check.option(flag, description);
}
