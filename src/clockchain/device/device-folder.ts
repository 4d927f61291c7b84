import { join } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { makeFolder } from '../../node/durable-file.js';
import { stateFolder } from '../../node/state-folder.js';
import { genesisOf } from '../chain/chain-state.js';
import { DeviceKey } from './device-key.js';

/** Letters of a session's name that stand in its file's: of the others a hash tells. */
const SHOWN = 60;

/** Where a device keeps its key, `device.pem`, and its chain of each session. */
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
}

/** A file's name for a session of any name: what of it can be shown, and 8 hex digits of the hash that its first ticks follow. */
export function chainFileName(session: string): string {
  const shown = session.replace(/[^A-Za-z0-9_.-]+/g, '_').slice(0, SHOWN);
  return `${shown}-${bytesToHex(genesisOf(session)).slice(0, 8)}.chain`;
}

/** `clock` in mine-wasm's folder for state: see stateFolder. */
export function defaultDeviceFolder(env?: NodeJS.ProcessEnv): string {
  return stateFolder('clock', env);
}
