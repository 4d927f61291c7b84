import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { makeFolder, writeDurably } from '../../node/durable-file.js';
import { stateFolder } from '../../node/state-folder.js';
import { genesisOf } from '../chain/chain-state.js';
import { diskFault } from '../records/record-file-error.js';
import { DeviceKey } from './device-key.js';
import { KnownCoordinator } from './known-coordinator.js';

/** Letters of a session's name that stand in its file's: of the others a hash tells. */
const SHOWN = 60;
/** The last millisecond of a Date (ECMA-262, 21.4.1.1): what is beyond it is no start. */
const LAST_DAY = 8.64e15;

/** Where a device keeps its key, `device.pem`, and of each session its chain and the coordinator that it follows over MQTT. */
export class DeviceFolder {
  readonly path: string;

  constructor(path = defaultDeviceFolder()) {
    this.path = path;
  }

  /** The device's key, which is made on first use. @throws DeviceKeyError */
  openKey(): Promise<DeviceKey> {
    return DeviceKey.open(join(this.path, 'device.pem'));
  }

  /** The file of a session's chain; its folder is there. */
  async chain(session: string): Promise<string> {
    await makeFolder(this.path);
    return join(this.path, chainFileName(session));
  }

  /** Whom the device follows in a session. @param stated a coordinator's public key in hex @throws DeviceKeyError */
  async coordinator(session: string, stated?: string): Promise<KnownCoordinator> {
    await makeFolder(this.path);
    return KnownCoordinator.open(join(this.path, `${fileName(session)}.coordinator`), stated);
  }

  /**
   * A number for this start of the device, greater than any before: milliseconds of its clock, or one more than the last where that has gone
   * back, as that of a Raspberry Pi does without power.
   * @throws RecordFileError
   */
  async nextStart(): Promise<number> {
    await makeFolder(this.path);
    const path = join(this.path, 'last-start');
    const last = Number(await readFile(path, 'utf8').catch(() => ''));
    const start = Math.max(Date.now(), Number.isSafeInteger(last) && last < LAST_DAY ? last + 1 : 0);
    try {
      await writeDurably(path, `${start}\n`, `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
    } catch (error) {
      throw diskFault(path, 'to take the time of this start', error);
    }
    return start;
  }
}

/** The name of a session's chain in a device's folder. */
export function chainFileName(session: string): string {
  return `${fileName(session)}.chain`;
}

/** For a session of any name: what of it can be shown, and 8 hex digits of the hash that its first ticks follow. */
function fileName(session: string): string {
  const shown = session.replace(/[^A-Za-z0-9_.-]+/g, '_').slice(0, SHOWN);
  return `${shown}-${bytesToHex(genesisOf(session)).slice(0, 8)}`;
}

/** `clock` in mine-wasm's folder for state: see stateFolder. */
export function defaultDeviceFolder(env?: NodeJS.ProcessEnv): string {
  return stateFolder('clock', env);
}
