import type { CpuInfo } from './cpu-info.js';
import type { DeviceTree } from './device-tree.js';

/** Whether the board is a Raspberry Pi. Kernels without device tree told it in /proc/cpuinfo. */
export function isRaspberryPi({ compatible }: DeviceTree, cpuInfo: CpuInfo): boolean {
  return (
    compatible.some((name) => name.startsWith('raspberrypi,')) ||
    cpuInfo.get('Model')?.startsWith('Raspberry Pi') === true ||
    // Every one has said so since Linux 4.9, even those with a later chip.
    /^BCM2(708|709|835|836|837|711|712)$/.test(cpuInfo.get('Hardware') ?? '')
  );
}

/** A Raspberry Pi's revision code; undefined on other boards, whose `Revision` means something else. */
export function revisionOf(tree: DeviceTree, cpuInfo: CpuInfo): number | undefined {
  if (!isRaspberryPi(tree, cpuInfo)) return undefined;
  const listed = cpuInfo.get('Revision') ?? '';
  if (tree.revision !== undefined) return tree.revision;
  return (/^[\da-f]{1,8}$/i.test(listed) && Number.parseInt(listed, 16)) || undefined;
}
