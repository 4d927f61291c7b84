import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINES, type Machine } from './machines.js';

/** Installs what the emulated machines need and is missing. Ends the run, saying what that is, where it can't. */
export default function install(): void {
  try {
    installDebianPackages();
    for (const machine of MACHINES) installNode(machine);
  } catch (error) {
    // Thrown on, it would be shown with a stack that helps nobody.
    console.error(`\nThe tests on ARM can not run. ${error instanceof Error ? error.message : error}\n`);
    process.exit(1);
  }
}

function installDebianPackages(): void {
  const files = Object.entries(
    Object.assign({}, ...MACHINES.map(({ debian }) => debian)) as Machine['debian'],
  );
  const missing = files.filter(([, file]) => !existsSync(file)).map(([name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `They need these Debian packages, which only root can install:\n  apt-get install ${missing.join(' ')}`,
    );
  }
  // Another apt-get may be at work.
  const apt = ['apt-get', '--option', 'DPkg::Lock::Timeout=300'];
  run([...apt, 'update']);
  run([...apt, 'install', '--yes', '--no-install-recommends', ...missing]);
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
  run([
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

function run([program, ...args]: readonly string[]): void {
  console.error(`$ ${program} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr, error } = spawnSync(program!, args, { encoding: 'utf8', env });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`);
}
