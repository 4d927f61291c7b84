import { DeviceFolder } from '../../clockchain/device/device-folder.js';
import { serveDevice } from '../../clockchain/link/device-server.js';
import { EngineMiner } from '../../engine/miner.js';
import { MOST_THREADS } from '../../engine/options.js';
import { packageVersion } from '../../engine/package-version.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { Signals } from '../signals.js';

export interface DeviceFlags extends OutputFlags {
  readonly stdio?: boolean;
  readonly folder?: string;
  readonly threads?: string;
}

/** `mine-wasm clock device --stdio`: one device, as its coordinator tells it. @returns the exit code */
export async function device(flags: DeviceFlags, output: Output): Promise<number> {
  if (flags.stdio !== true) throw new FlagError('--stdio', 'expected it, got none');
  if (flags.folder === '') throw new FlagError('--folder', 'expected the path of a folder, got ""');
  const threads =
    flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 1, MOST_THREADS);
  const { stdin: input, stdout } = process;
  const signals = new Signals(() => input.destroy());
  output.onClosed = () => input.destroy();
  const miner = await EngineMiner.create(commandPlatform, { threads });
  try {
    const folder = new DeviceFolder(flags.folder);
    const software = `mine-wasm ${packageVersion()}, Node ${process.versions.node} on ${process.arch}`;
    await serveDevice({ input, output: stdout, folder, miner, software });
  } finally {
    await miner.close();
    signals.dispose();
    input.destroy();
  }
  return signals.exitCode ?? EXIT.found;
}
