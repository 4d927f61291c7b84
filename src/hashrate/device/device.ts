import { cardText } from '../card/card-text.js';
import type { DeviceFacts } from '../card/device-card.js';
import { readCaches } from './caches.js';
import { readClock } from './clock.js';
import { readCores } from './cores.js';
import { type CpuInfo, readCpuInfo } from './cpu-info.js';
import { readDeviceTree, socOf } from './device-tree.js';
import { dmiModel, readDmi } from './dmi.js';
import { modelOf, nodeCpuModel, readElsewhere } from './elsewhere.js';
import { findEmulator } from './emulator.js';
import { type Host, isLinux, nodeHost } from './host.js';
import { findHypervisor } from './hypervisor.js';
import { known } from './known.js';
import { readMemory } from './memory.js';
import { readOperatingSystem } from './operating-system.js';
import { readPowerSupply } from './power-supply.js';
import { revisionOf } from './raspberry-pi.js';
import { decodeRevision, formatRevision } from './raspberry-pi-revision.js';
import { type Ask, createAsk } from './system-information.js';

export interface ReadDeviceOptions {
  /** Where Linux shows /proc and /sys; tests give another. */
  readonly root?: string | undefined;
  /** What Node tells; used for what no file does. */
  readonly host?: Host | undefined;
  /** Asks systeminformation; by default about this machine, so not with another root. */
  readonly ask?: Ask | undefined;
}

/**
 * What the device is, as far as it can be told, and nothing that tells whose it is: no serial number, address or name that an
 * owner gave. `cooling` and `watts` only the owner knows. Never rejects; takes some milliseconds on Linux, elsewhere seconds.
 */
export async function readDevice({
  root = '/',
  host = nodeHost(),
  ask = root === '/' ? createAsk() : async () => undefined,
}: ReadDeviceOptions = {}): Promise<DeviceFacts> {
  if (!isLinux(host)) return readElsewhere(host, ask);
  const cpuInfo = readCpuInfo(root);
  const tree = readDeviceTree(root);
  const dmi = readDmi(root);
  const revision = revisionOf(tree, cpuInfo);
  const board = revision === undefined ? undefined : decodeRevision(revision);
  const emulator = findEmulator(root, cpuInfo, host);
  const model = tree.model ?? cardText(cpuInfo.get('Model')) ?? board?.model ?? dmiModel(dmi);
  return known({
    // The library knows more places, but starts programs to look there.
    model: model ?? modelOf(await ask((si) => si.system())) ?? 'unknown',
    revision: revision === undefined ? undefined : formatRevision(revision),
    soc: board?.soc ?? socOf(tree),
    emulator,
    hypervisor: findHypervisor(root, cpuInfo, tree, dmi),
    cpu: {
      model: cpuModel(cpuInfo, host),
      architecture: host.architecture,
      ...readCores(root, cpuInfo, host),
      // An emulated processor has neither; those are of the one that emulates it.
      ...(emulator === undefined ? readClock(root) : {}),
      caches: emulator === undefined ? readCaches(root) : [],
    },
    memory: { bytes: readMemory(root, host) },
    os: readOperatingSystem(root, host),
    power: readPowerSupply(root),
  });
}

/** The processor's name, or else its architecture. An emulator can show the /proc/cpuinfo of another one. */
function cpuModel(cpuInfo: CpuInfo, host: Host): string {
  const isArm = host.architecture.startsWith('arm');
  const isOwn = cpuInfo.family === undefined || (cpuInfo.family === 'arm') === isArm;
  return (isOwn && cardText(cpuInfo.processorName)) || nodeCpuModel(host) || host.architecture;
}
