import { accessSync, constants, statSync } from 'node:fs';
import { InputError } from '../../errors.js';
import { parseRemoteHost, type RemoteHost } from '../../remote/remote-host.js';
import { FlagError, toFlagError } from '../flags.js';
import type { OutputFlags } from '../output.js';
import { parseBenchFlags } from './bench-flags.js';

/** The flags of `bench remote` as they were typed. */
export interface RemoteFlags extends OutputFlags {
  readonly ask?: boolean;
  readonly sshConfig?: string;
  readonly node?: string;
  readonly inTurn?: boolean;
  readonly outputDir?: string;
  readonly quick?: boolean;
  readonly sustain?: string;
  readonly maxTemp?: string;
  readonly threads?: string;
}

/** The same flags as help shows them. */
export const REMOTE_OPTIONS: readonly (readonly [flag: string, description: string])[] = [
  ['-o, --output-dir <folder>', 'where the cards go (default: the working directory)'],
  ['--in-turn', 'one host after the other (default: side by side)'],
  ['--node <path>', "the hosts' Node (default: found on each)"],
  ['--ask', 'let ssh ask for passwords, passphrases and new host keys'],
  ['--ssh-config <file>', 'configuration of ssh in place of ~/.ssh/config'],
  ['--quick', 'as for bench, on each host'],
  ['--sustain <time>', 'as for bench, on each host'],
  ['--max-temp <°C>', 'as for bench, on each host'],
  ['--threads <n>', 'as for bench, on each host'],
];

export interface RemoteRequest {
  readonly hosts: readonly RemoteHost[];
  readonly folder: string;
  /** What the benchmark is started with on each host. */
  readonly args: readonly string[];
}

/** @throws FlagError naming the flag, what was expected and what came */
export function parseRemoteFlags(labels: readonly string[], flags: RemoteFlags): RemoteRequest {
  const { outputDir = '.', sshConfig, quick, sustain, maxTemp, threads } = flags;
  // Better told here and now than by each host.
  parseBenchFlags(flags);
  checkFolder(outputDir);
  if (sshConfig !== undefined) checkFile('--ssh-config', sshConfig);
  const value = (flag: string, text: string | undefined) => (text === undefined ? [] : [`${flag}=${text}`]);
  return {
    hosts: labels.map(parseHost),
    folder: outputDir,
    args: [
      ...['bench', '--json', '--attached'],
      ...(quick === true ? ['--quick'] : []),
      ...value('--sustain', sustain),
      ...value('--max-temp', maxTemp),
      ...value('--threads', threads),
    ],
  };
}

function parseHost(label: string): RemoteHost {
  try {
    return parseRemoteHost(label);
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, { host: '<host...>' }) : error;
  }
}

function checkFolder(path: string): void {
  try {
    if (!statSync(path).isDirectory()) throw new Error('no folder');
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new FlagError(
      '--output-dir',
      `expected a folder that can be written to, got ${describe(path, error)}`,
    );
  }
}

function checkFile(flag: string, path: string): void {
  try {
    if (!statSync(path).isFile()) throw new Error('no file');
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new FlagError(flag, `expected a file that can be read, got ${describe(path, error)}`);
  }
}

function describe(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return `${JSON.stringify(path)} (${code ?? message})`;
}
