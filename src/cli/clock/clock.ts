import type { Command } from 'commander';
import { FlagError } from '../flags.js';
import type { Run } from '../run-search.js';
import { addDevice } from './add-device.js';
import { addJoin } from './add-join.js';
import { addCheck, addProve, addSeal } from './add-readings.js';
import { addReport } from './add-report.js';
import { addRun } from './add-run.js';
import { addTick } from './add-tick.js';
import { addTransfer } from './add-transfer.js';
import { addVerify } from './add-verify.js';

const SUBCOMMANDS = [
  addTick,
  addRun,
  addJoin,
  addVerify,
  addReport,
  addSeal,
  addProve,
  addCheck,
  addTransfer,
  addDevice,
];

const MORE = `
A tick is a proof of work that a device mines, signs and adds to its own chain; its time is the number of its ticks. A
tick that cites another device's says that this one came before it, and anyone can verify it.

Not claimed: UTC time, consensus, Byzantine safety, or a verifiable delay function. More cores tick faster.`;

/** Adds `clock` and what belongs to it. */
export function addClock(program: Command, run: Run): void {
  const clock = program
    .command('clock')
    .description('clockchains: devices that keep a common clock of mined ticks')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', MORE)
    .allowExcessArguments()
    .helpCommand(false)
    .action(() => {
      const names = clock.commands.map((command) => command.name()).join(', ');
      throw new FlagError('clock', `expected one of ${names}, got none`, 'ERR_USAGE');
    });
  for (const add of SUBCOMMANDS) add(clock, run);
}
