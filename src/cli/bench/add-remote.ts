import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';
import { REMOTE_OPTIONS } from './remote-flags.js';

const MORE = `
Hosts are [user@]host[:port], IPv6 addresses in brackets, or names of ~/.ssh/config.
They need an ssh server, sh and Node; everything else is sent, once.

Examples:
  Two Raspberry Pis side by side, their cards into the folder cards:
    mine-wasm bench remote -o cards pi@192.168.1.20:5022 pi@192.168.1.21:5023
  With a password or passphrase, which ssh asks for:
    mine-wasm bench remote --ask pi@raspberrypi.local

Exit codes:
  0 a card of each host, 1 some failed, 2 bad input, 130 Ctrl-C, 143 SIGTERM`;

/** Adds `remote` to the command `bench`. */
export function addRemote(bench: Command, run: Run): void {
  const remote = withOutput(bench.command('remote'))
    .description('benchmark other devices over ssh, and fetch their cards')
    .argument('<host...>', '[user@]host[:port]')
    .addHelpText('after', MORE)
    .action(async (hosts: string[], _flags, command: Command) => {
      const { remote } = await import('./remote.js');
      await run(flagsOf(command), (flags, output) => remote(hosts, flags, output));
    });
  for (const [flag, description] of REMOTE_OPTIONS) remote.option(flag, description);
}
