import { join, resolve } from 'node:path';
import { startChildDevice } from '../../clockchain/link/child-device.js';
import type { DeviceLink } from '../../clockchain/link/device-link.js';
import { LineLink } from '../../clockchain/link/line-link.js';
import { startSshDevice } from '../../clockchain/link/ssh-device.js';
import { runFree } from '../../clockchain/session/free.js';
import { runRounds } from '../../clockchain/session/rounds.js';
import { runSerial } from '../../clockchain/session/serial.js';
import { Session, type SessionDevice } from '../../clockchain/session/session.js';
import { figuresOf } from '../../clockchain/session/session-view.js';
import { targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { TickError } from '../../clockchain/tick/tick-error.js';
import { InputError } from '../../errors.js';
import { makeFolder } from '../../node/durable-file.js';
import { readArtifact } from '../../remote/artifact.js';
import { remoteCommand } from '../../remote/remote-command.js';
import { refuseTwins } from '../bench/distinct-hosts.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, toFlagError } from '../flags.js';
import type { Output } from '../output.js';
import { portableFile } from '../portable-file.js';
import { Signals } from '../signals.js';
import { parseBroker } from './broker-flags.js';
import { toFileFault } from './file-fault.js';
import { lowerCase } from './lower-case.js';
import type { MqttLinks } from './mqtt-links.js';
import { parseRunFlags, type RunFlags, type RunRequest } from './run-flags.js';
import { describePaces, figuresTable } from './run-text.js';
import { createRunView } from './run-view.js';

/** A host's portable file may be on its way over a slow link. */
const SSH_START_SECONDS = 600;

/** `mine-wasm clock run`: devices together, in one of the modes. @returns the exit code */
export async function runSession(
  labels: readonly string[],
  flags: RunFlags,
  output: Output,
): Promise<number> {
  const request = parseRunFlags(labels, flags);
  const { session: name, mode, goals, fsync, seconds, dir } = request;
  const broker = await parseBroker(flags);
  const folder = join(dir, name);
  await makeDir(folder);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  const view = await createRunView(output, mode);
  let session: Session | undefined;
  let timer: NodeJS.Timeout | undefined;
  let mqtt: MqttLinks | undefined;
  try {
    if (broker !== undefined || flags.mqtt === true) {
      const { openMqttLinks } = await import('./mqtt-links.js');
      mqtt = await openMqttLinks(request, broker, (device, { fault, message }) =>
        session?.tell({ type: 'refused', by: 'coordinator', name: device, fault, message }),
      );
      // Local devices are told it as they are started.
      if (broker !== undefined) tellCoordinator(mqtt.coordinator, output);
    }
    const links = mqtt?.links ?? [...(await remoteLinks(request, flags)), ...localLinks(request)];
    const devices = links.map((link, i): SessionDevice => {
      const { zeros, every } = goals[i]!;
      return zeros === undefined ? { link, every } : { link, target: targetOfZeros(zeros) };
    });
    session = await openSession(
      { session: name, folder, mode, devices, fsync, onEvent: view.event },
      request,
    );
    view.follow(session);
    if (seconds !== undefined) timer = setTimeout(() => abort.abort(), seconds * 1000);
    await session.start(abort.signal);
    if (!abort.signal.aborted) await runMode(session, request, abort.signal);
  } finally {
    clearTimeout(timer);
    try {
      await session?.close();
    } finally {
      await mqtt?.[Symbol.asyncDispose]();
      view.stop();
      signals.dispose();
    }
  }
  if (output.isClosed) return EXIT.stdoutClosed;
  const figures = figuresOf(session.members);
  const roundPace = session.roundPace.figures;
  const chains = session.chains.paths;
  if (output.isJson) {
    const result = {
      type: 'session',
      session: name,
      mode,
      seconds: session.seconds,
      folder,
      chains,
      devices: figures,
      ...(roundPace === undefined ? {} : { pace: roundPace }),
    };
    await output.json(result);
  } else {
    await output.result(await figuresTable(figures));
    for (const line of describePaces(figures, roundPace)) output.note(line);
    output.note(`Verify its chains by: mine-wasm clock verify ${join(folder, 'chains', '*.chain')}`);
  }
  return signals.exitCode ?? (figures.every(({ ticks }) => ticks > 0) ? EXIT.found : EXIT.notFound);
}

function tellCoordinator(key: string, output: Output): void {
  if (output.isJson) output.event({ type: 'coordinator', coordinator: key });
  else
    output.note(
      `The coordinator's key, which devices can be told by: mine-wasm clock join --coordinator ${key}`,
    );
}

async function openSession(
  settings: Parameters<typeof Session.open>[0],
  { session, mode }: RunRequest,
): Promise<Session> {
  try {
    return await Session.open(settings);
  } catch (error) {
    if (!(error instanceof TickError)) throw toFileFault(error);
    if (error.fault !== 'round') {
      const message = `expected the chains of ${settings.folder} to hold, got one that does not (${lowerCase(error.message)})`;
      throw new FlagError('--dir', message, error.code, { cause: error });
    }
    const other = mode === 'rounds' ? 'serial or free' : 'rounds';
    throw new FlagError(
      '--session',
      `expected one of the mode ${mode}, got ${session}, which is of ${other}`,
    );
  }
}

async function runMode(session: Session, request: RunRequest, signal: AbortSignal): Promise<void> {
  const { mode, ticks, rounds, timeoutSeconds } = request;
  if (mode === 'serial') {
    const turns = ticks ?? (request.seconds === undefined ? 1 : Number.MAX_SAFE_INTEGER);
    await runSerial(session, { ticks: turns, timeoutSeconds, signal });
  } else if (mode === 'free') await runFree(session, { ticks, signal });
  else await runRounds(session, { rounds, timeoutSeconds, signal });
}

function localLinks({ locals, threads, dir }: RunRequest): DeviceLink[] {
  return Array.from({ length: locals }, (_, i) => {
    const name = `device ${i + 1}`;
    // Beside the sessions: a device is the same in all of them.
    const folder = resolve(dir, 'devices', String(i + 1));
    const args = [
      'clock',
      'device',
      '--stdio',
      '--quiet',
      '--folder',
      folder,
      '--threads',
      String(threads ?? 1),
    ];
    return new LineLink(name, () =>
      startChildDevice([process.execPath, ...process.execArgv, process.argv[1]!, ...args]),
    );
  });
}

async function remoteLinks({ hosts, threads }: RunRequest, flags: RunFlags): Promise<DeviceLink[]> {
  if (hosts.length === 0) return [];
  const { sshConfig: configFile, node } = flags;
  await refuseTwins(hosts, { configFile });
  checkNode(node);
  const artifact = await readArtifact(portableFile);
  const args = [
    'clock',
    'device',
    '--stdio',
    '--quiet',
    ...(threads === undefined ? [] : [`--threads=${threads}`]),
  ];
  const start = (host: (typeof hosts)[number]) => () =>
    startSshDevice(host, { artifact, args, configFile, node });
  return hosts.map((host) => new LineLink(host.label, start(host), { startSeconds: SSH_START_SECONDS }));
}

/** Better told here and now than by each host. */
function checkNode(node: string | undefined): void {
  try {
    remoteCommand({ token: '', sha256: '', size: 0, args: [] }, node);
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, { node: '--node' }) : error;
  }
}

async function makeDir(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got = `${JSON.stringify(folder)} (${code ?? message})`;
    throw new FlagError('--dir', `expected a folder that can be written to, got ${got}`);
  }
}
