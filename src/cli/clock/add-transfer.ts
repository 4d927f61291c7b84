import type { Command } from 'commander';
import { flagsOf, withOutput } from '../common-flags.js';
import type { Run } from '../run-search.js';

const MORE = `
A transfer is a reading that says who promises how much to whom, signed by who promises. \`clock seal\` takes no line that
says to be one and is not, and \`clock check\` verifies it once more. There is no ledger: nobody looks whether there is
anything to give, and the same promise can be sealed twice, or elsewhere.

Example:
    mine-wasm clock transfer 5 --to <public key> | mine-wasm clock seal

Exit codes:
  0 signed, 2 bad input`;

/** Adds `transfer <amount>` to the command `clock`. */
export function addTransfer(clock: Command, run: Run): void {
  withOutput(clock.command('transfer'))
    .description("sign a promise to pay, as a reading for `clock seal`: there's no ledger")
    .argument('<amount>', 'how much, in whatever unit both mean: 1 to 2^53 - 1')
    .option('--to <key>', 'public key of the receiver, 64 hex digits; the own one is allowed')
    .option('--fee <amount>', 'for whoever seals it (default: 0)')
    .option(
      '--dir <folder>',
      'where the device that promises keeps its key (default: ~/.local/state/mine-wasm/clock)',
    )
    .option('--key <file>', "the device's key, made on first use (default: device.pem in the folder)")
    .addHelpText('after', MORE)
    .action(async (amount: string, _flags, command: Command) => {
      const { transfer } = await import('./transfer.js');
      await run(flagsOf(command), (flags, output) => transfer(amount, flags, output));
    });
}
