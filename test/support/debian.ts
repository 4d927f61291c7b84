import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs the Debian packages of which a file is missing.
 * @param files a file of each package, by the package's name
 * @throws Error that names the packages, where only root can install them
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
  // Another apt-get may be at work.
  const apt = ['apt-get', '--option', 'DPkg::Lock::Timeout=300'];
  runProgram([...apt, 'update']);
  runProgram([...apt, 'install', '--yes', '--no-install-recommends', ...missing]);
}

/** Runs a program to its end. @throws Error with all that it wrote, when it fails */
export function runProgram([program, ...args]: readonly string[]): void {
  console.error(`$ ${program} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr, error } = spawnSync(program!, args, { encoding: 'utf8', env });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${stdout}${stderr}`);
}
