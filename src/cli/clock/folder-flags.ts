import { join } from 'node:path';
import { chainFileName, defaultDeviceFolder } from '../../clockchain/device/device-folder.js';
import { FlagError } from '../flags.js';
import { parseSession } from './session-flag.js';

/** The flags that say where a device keeps what it seals. */
export interface FolderFlags {
  readonly dir?: string;
  readonly session?: string;
}

/** The files of a device in a session. */
export interface DeviceFiles {
  readonly dir: string;
  readonly session: string;
  /** The device's key, of all its sessions. */
  readonly key: string;
  readonly chain: string;
  readonly journal: string;
}

/** @throws FlagError */
export function parseFolder(flags: FolderFlags): DeviceFiles {
  const { dir = defaultDeviceFolder() } = flags;
  if (dir === '') throw new FlagError('--dir', 'expected the path of a folder, got ""');
  const session = parseSession(flags.session ?? 'readings');
  const chain = join(dir, chainFileName(session));
  return {
    dir,
    session,
    key: join(dir, 'device.pem'),
    chain,
    journal: chain.replace(/\.chain$/, '.journal'),
  };
}
