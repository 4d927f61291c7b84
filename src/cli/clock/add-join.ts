import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { BROKER_OPTIONS } from './broker-options.js';

const MORE = `
The coordinator is \`clock run\` with the same broker and session. The device waits for it, ticks as it is told, and comes back by itself when
the broker was gone. Both sign all that they say. The device follows the coordinator whose key is stated, which \`clock run\` prints; without
one, the first that calls in the session, then and in later runs.
MQTT needs the package mqtt: npm install mqtt

Example:
  MINE_WASM_BROKER_PASSWORD=… mine-wasm clock join --broker mqtts://pi@broker.example --session garden --difficulty 3

Exit codes:
  2 bad input, 3 internal fault, 130 Ctrl-C, 143 SIGTERM`;

/** Adds `join` to the command `clock`. */
export function addJoin(clock: Command, run: Run): void {
  const command = withOutput(clock.command('join'))
    .description('be one device of a session over MQTT')
    .addHelpText('after', MORE)
    .action(async (_flags, command: Command) => {
      const { join } = await import('./join.js');
      await run(flagsOf(command), join);
    });
  for (const [flag, description] of BROKER_OPTIONS) command.option(flag, description);
  command
    .option('--session <name>', 'the session')
    .option(
      '--difficulty <d>',
      'leading hex zeros of its ticks: takes a place of that difficulty (default: any)',
    )
    .option(
      '--coordinator <key>',
      "the coordinator's public key, 64 hex digits (default: the first that calls)",
    )
    .option(
      '--folder <folder>',
      "the device's folder, with its key and chains: what seal calls --dir (default: ~/.local/state/mine-wasm/clock)",
    )
    .option('--threads <n>', 'worker threads (default: all that this process may use)')
    .option('--end-with-stdin', 'end when stdin does');
}
