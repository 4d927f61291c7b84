import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebianPackages, runProgram } from '../../support/debian.js';
import { MACHINES, type Machine } from './machines.js';

/** Installs what the emulated machines need and is missing. Ends the run, saying what that is, where it can't. */
export default function install(): void {
  try {
    installDebianPackages(Object.assign({}, ...MACHINES.map(({ debian }) => debian)));
    for (const machine of MACHINES) installNode(machine);
  } catch (error) {
    // Thrown on, it would be shown with a stack that helps nobody.
    console.error(`\nThe tests on ARM can not run. ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

function installNode({ node, npm: { wanted, folder } }: Machine): void {
  if (existsSync(node)) return;
  // Renamed when it is complete, so that what an interrupted run leaves is not taken for it.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  // Else npm would install into the project around it.
  writeFileSync(join(partial, 'package.json'), '{ "private": true }');
  // By force: the package is for another processor.
  runProgram([
    'npm',
    'install',
    '--prefix',
    partial,
    '--force',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    wanted,
  ]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}
