import { FSYNC_POLICIES, type FsyncPolicy } from '../../clockchain/chain/chain-file.js';
import { MOST_DEVICES } from '../../clockchain/chain/chain-set.js';
import { SESSION_MODES, type SessionMode } from '../../clockchain/session/session-log.js';
import { MOST_THREADS } from '../../engine/options.js';
import { InputError } from '../../errors.js';
import { parseRemoteHost, type RemoteHost } from '../../remote/remote-host.js';
import { parseDuration } from '../bench/bench-flags.js';
import { FlagError, parseChoice, parseInteger, toFlagError } from '../flags.js';
import type { OutputFlags } from '../output.js';
import type { BrokerFlags } from './broker-flags.js';
import { parseDifficulties } from './difficulty-flag.js';
import { parseEvery } from './every-flag.js';
import { parseSession } from './session-flag.js';

/** The flags of `clock run` as they were typed. */
export interface RunFlags extends OutputFlags, BrokerFlags {
  readonly mode?: string;
  readonly difficulty?: string;
  readonly every?: string;
  readonly devices?: string;
  readonly ticks?: string;
  readonly rounds?: string;
  readonly for?: string;
  readonly wait?: string;
  readonly session?: string;
  readonly dir?: string;
  readonly fsync?: string;
  readonly threads?: string;
  readonly sshConfig?: string;
  readonly node?: string;
  readonly mqtt?: boolean;
}

/** What a device is to tick at: leading hex zeros, or a time in seconds. */
export type RunGoal =
  | { readonly zeros: number; readonly every?: undefined }
  | { readonly every: number; readonly zeros?: undefined };

export interface RunRequest {
  readonly mode: SessionMode;
  readonly hosts: readonly RemoteHost[];
  /** Devices that are no hosts: local ones, or those that join over MQTT. */
  readonly locals: number;
  /** Of each device, the hosts first. */
  readonly goals: readonly RunGoal[];
  readonly ticks: number | undefined;
  readonly rounds: number | undefined;
  readonly seconds: number | undefined;
  readonly timeoutSeconds: number;
  readonly session: string;
  readonly dir: string;
  readonly fsync: FsyncPolicy;
  readonly threads: number | undefined;
}

const LONGEST = 7 * 86_400;
const MOST = Number.MAX_SAFE_INTEGER;
/** A tick of a pace lasts longer than so many times its mean in 1 of 480 million. */
const PATIENCE = 20;

/** @throws FlagError naming the flag, what was expected and what came */
export function parseRunFlags(labels: readonly string[], flags: RunFlags): RunRequest {
  const mode = flags.mode === undefined ? 'rounds' : parseChoice('--mode', flags.mode, SESSION_MODES);
  const hosts = labels.map(parseHost);
  const given = parseGoals(flags);
  checkMqtt(flags, hosts.length);
  const locals = parseLocals(flags.devices, hosts.length, given.length);
  const devices = hosts.length + locals;
  if (devices > MOST_DEVICES) {
    throw new FlagError('--devices', `expected at most ${MOST_DEVICES} devices, got ${devices}`);
  }
  if (given.length !== 1 && given.length !== devices) {
    throw new FlagError(
      flags.every === undefined ? '--difficulty' : '--every',
      `expected one for each of ${devices} devices, or for all, got ${given.length}`,
    );
  }
  if (flags.ticks !== undefined && mode === 'rounds')
    throw new FlagError('--ticks', 'expected --rounds, got --ticks');
  if (flags.rounds !== undefined && mode !== 'rounds') {
    throw new FlagError('--rounds', `expected --ticks in the mode ${mode}, got --rounds`);
  }
  if (flags.dir === '') throw new FlagError('--dir', 'expected the path of a folder, got ""');
  const count = (flag: string, text: string | undefined, most: number) =>
    text === undefined ? undefined : parseInteger(flag, text, 1, most);
  const time = (flag: string, text: string | undefined) =>
    text === undefined ? undefined : parseDuration(flag, text, LONGEST);
  return {
    mode,
    hosts,
    locals,
    goals: Array.from({ length: devices }, (_, i) => given[i] ?? given[0]!),
    ticks: count('--ticks', flags.ticks, MOST),
    rounds: count('--rounds', flags.rounds, MOST),
    seconds: time('--for', flags.for),
    timeoutSeconds:
      time('--wait', flags.wait) ??
      given.reduce((most, { every = 0 }) => Math.max(most, PATIENCE * every), 60),
    session: parseSession(flags.session ?? timeName()),
    dir: flags.dir ?? 'clockchains',
    fsync: flags.fsync === undefined ? 'round' : parseChoice('--fsync', flags.fsync, FSYNC_POLICIES),
    threads: count('--threads', flags.threads, MOST_THREADS),
  };
}

function checkMqtt({ mqtt, broker, session }: RunFlags, hosts: number): void {
  const flag = mqtt === true ? '--mqtt' : '--broker';
  if (mqtt !== true && broker === undefined) return;
  if (mqtt === true && broker !== undefined)
    throw new FlagError('--mqtt', 'expected it or --broker, got both');
  if (hosts > 0) throw new FlagError(flag, `expected no hosts with it, got ${hosts}`);
  if (broker !== undefined && session === undefined)
    throw new FlagError('--session', 'expected the name that the devices join by, got none');
}

function parseGoals({ difficulty, every }: RunFlags): RunGoal[] {
  if (every === undefined) return parseDifficulties(difficulty ?? '3').map((zeros) => ({ zeros }));
  if (difficulty !== undefined) throw new FlagError('--every', 'expected it or --difficulty, got both');
  return every.split(',').map((part) => ({ every: parseEvery(part.trim()) }));
}

function parseLocals(text: string | undefined, hosts: number, goals: number): number {
  if (text !== undefined) return parseInteger('--devices', text, 1, MOST_DEVICES);
  if (hosts > 0) return 0;
  return goals > 1 ? goals : 2;
}

function parseHost(label: string): RemoteHost {
  try {
    return parseRemoteHost(label);
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, { host: '[host...]' }) : error;
  }
}

/** `2026-11-21T12-34-56Z`: what every file system takes. */
function timeName(): string {
  return `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}Z`;
}
