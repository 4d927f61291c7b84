import { DeviceFolder } from '../../clockchain/device/device-folder.js';
import { MqttDevice, type MqttDeviceEvent } from '../../clockchain/link/mqtt-device.js';
import { MOST_ZEROS } from '../../clockchain/tick/difficulty.js';
import { EngineMiner } from '../../engine/miner.js';
import { MOST_THREADS } from '../../engine/options.js';
import { packageVersion } from '../../engine/package-version.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { Signals } from '../signals.js';
import { type BrokerFlags, parseBroker } from './broker-flags.js';
import { parseSession } from './session-flag.js';

export interface JoinFlags extends OutputFlags, BrokerFlags {
  readonly session?: string;
  readonly difficulty?: string;
  readonly coordinator?: string;
  readonly folder?: string;
  readonly threads?: string;
  readonly endWithStdin?: boolean;
}

/** `mine-wasm clock join`: this machine as a device of a session over MQTT, until a signal. @returns the exit code */
export async function join(flags: JoinFlags, output: Output): Promise<number> {
  const { difficulty, coordinator, folder, endWithStdin } = flags;
  if (flags.session === undefined)
    throw new FlagError('--session', 'expected the name of a session, got none');
  const session = parseSession(flags.session);
  const zeros =
    difficulty === undefined ? undefined : parseInteger('--difficulty', difficulty, 0, MOST_ZEROS);
  const threads =
    flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 1, MOST_THREADS);
  if (coordinator !== undefined && !/^[\da-fA-F]{64}$/.test(coordinator)) {
    const expected = "expected a coordinator's public key, 64 hex digits";
    throw new FlagError('--coordinator', `${expected}, got ${JSON.stringify(coordinator)}`);
  }
  if (folder === '') throw new FlagError('--folder', 'expected the path of a folder, got ""');
  const broker = await parseBroker(flags);
  if (broker === undefined) throw new FlagError('--broker', 'expected the URL of an MQTT broker, got none');
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const signals = new Signals(stop);
  output.onClosed = stop;
  if (endWithStdin === true) process.stdin.resume().once('close', stop).once('end', stop);
  const miner = await EngineMiner.create(commandPlatform, { threads });
  try {
    const device = await MqttDevice.join({
      broker,
      session,
      zeros,
      coordinator: coordinator?.toLowerCase(),
      folder: new DeviceFolder(folder),
      miner,
      software: `mine-wasm ${packageVersion()}, Node ${process.versions.node} on ${process.arch}`,
      onEvent: (event) => (output.isJson ? output.event(event) : output.note(describe(event, session))),
    });
    await stopped;
    await device.leave();
  } finally {
    await miner.close();
    signals.dispose();
    process.stdin.destroy();
  }
  return signals.exitCode ?? EXIT.found;
}

function describe(event: MqttDeviceEvent, session: string): string {
  switch (event.type) {
    case 'connected':
      return `Device ${event.device.slice(0, 8)}… waits in the session ${session}; end it by Ctrl-C`;
    case 'lost':
      return 'The broker is gone; it is tried again every second';
    case 'called':
      return `The coordinator ${event.coordinator.slice(0, 8)}… calls`;
    case 'ended':
      return `The coordinator's call is over${event.reason === undefined ? '' : `: ${event.reason}`}`;
    case 'refused':
      return `Refused (${event.fault}): ${event.message}`;
    case 'left': {
      const counts = Object.entries(event.refused).map(([fault, count]) => `${count} ${fault}`);
      return `It has left${counts.length === 0 ? '' : `, and has refused ${counts.join(', ')}`}`;
    }
  }
}
