import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Debian asks it whether services may be started as they are installed. */
const POLICY = '/usr/sbin/policy-rc.d';

/**
 * Installs the Debian packages that are missing. No service of theirs is started.
 * @param files a file of each package, by the package's name
 * @throws Error saying what to install, where that is not possible
 */
export function installDebianPackages(files: Readonly<Record<string, string>>): void {
  const missing = Object.entries(files)
    .filter(([, file]) => !existsSync(file))
    .map(([name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(
      `The tests need these Debian packages, which only root can install:\n  apt-get install ${missing.join(' ')}`,
    );
  }
  const hasPolicy = existsSync(POLICY);
  if (!hasPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    // Another apt-get may be at work.
    const apt = ['apt-get', '--option', 'DPkg::Lock::Timeout=300'];
    runProgram([...apt, 'update']);
    runProgram([...apt, 'install', '--yes', '--no-install-recommends', ...missing]);
  } finally {
    if (!hasPolicy) rmSync(POLICY);
  }
}

/** Runs a program that takes its time, and says so. */
export function runProgram([program, ...args]: readonly string[]): void {
  console.error(`$ ${program} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr, error } = spawnSync(program!, args, { encoding: 'utf8', env });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`);
}
