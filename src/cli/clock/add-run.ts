import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { BROKER_OPTIONS } from './broker-options.js';
import { RUN_OPTIONS } from './run-options.js';

const MORE = `
Modes:
  serial  one device after the other
  free    each mines for itself and cites the newest ticks of the others: the almost-clock-chain
  rounds  each round waits for a tick of every device that is there: the clockchain

Without hosts the devices are processes of this machine. Hosts are [user@]host[:port], as for \`bench remote\`: they need
an ssh server that takes your key, sh and Node. Each device keeps its own key and chain; verified copies of all chains and
the session's log, a line of JSON for each event, are in <dir>/<session>. A session of the same name goes on where it was.
Devices that go are called again.

Examples:
  Two local devices, one mining 256 times as hard as the other, for 30 s:
    mine-wasm clock run --mode free --difficulty 5,3 --for 30s
  A tick of each about every 10 s, whatever their rates:
    mine-wasm clock run --mode free --every 10s
  Two Raspberry Pis in step:
    mine-wasm clock run --mode rounds --difficulty 3,2 pi@localhost:5022 pi@localhost:5023
  The same over MQTT, with a broker in this process; and with devices that \`clock join\` a session at a broker of yours:
    mine-wasm clock run --mqtt --difficulty 3,2
    mine-wasm clock run --broker mqtts://pi@broker.example --session garden --difficulty 3,2

Not claimed: UTC time, consensus, Byzantine safety, or a verifiable delay function. A device with more cores ticks faster,
and whoever has its key can mine another chain in its name.

Exit codes:
  0 every device has ticked, 1 some have not, 2 bad input, 3 internal fault, 130 Ctrl-C, 143 SIGTERM`;

/** Adds `run` to the command `clock`. */
export function addRun(clock: Command, run: Run): void {
  const command = withOutput(clock.command('run'))
    .description('run devices together, here, over ssh or over MQTT')
    .argument('[host...]', '[user@]host[:port] of a device')
    .addHelpText('after', MORE)
    .action(async (hosts: string[], _flags, command: Command) => {
      const { runSession } = await import('./run.js');
      await run(flagsOf(command), (flags, output) => runSession(hosts, flags, output));
    });
  for (const [flag, description] of [...RUN_OPTIONS, ...BROKER_OPTIONS]) command.option(flag, description);
}
