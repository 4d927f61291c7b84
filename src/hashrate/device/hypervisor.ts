import type { CpuInfo } from './cpu-info.js';
import type { DeviceTree } from './device-tree.js';
import type { Dmi } from './dmi.js';
import { readBytes, readText } from './system-files.js';

/** How a guest's firmware calls itself, vendor and product. */
const BY_FIRMWARE: readonly (readonly [firmware: RegExp, name: string])[] = [
  [/vmware/i, 'vmware'],
  [/innotek|virtualbox/i, 'virtualbox'],
  [/^microsoft.*virtual machine/i, 'hyper-v'],
  [/parallels/i, 'parallels'],
  [/^xen|hvm domu/i, 'xen'],
  [/apple virtualization/i, 'apple'],
  [/bhyve/i, 'bhyve'],
  // Their clouds run on it.
  [/^(amazon ec2|google|digitalocean|hetzner)|kvm/i, 'kvm'],
];
/** With KVM or without: it doesn't tell. */
const QEMU = /qemu|bochs/i;

const CLOCKS: readonly (readonly [clock: string, name: string])[] = [
  ['kvm-clock', 'kvm'],
  ['hyperv_clocksource', 'hyper-v'],
  ['xen', 'xen'],
];

/** What the machine is a guest of; undefined if it is none, or nothing tells. */
export function findHypervisor(
  root: string,
  cpuInfo: CpuInfo,
  tree: DeviceTree,
  dmi: Dmi,
): string | undefined {
  // VirtualBox offers KVM's clock too.
  const name = byKernel(root) ?? byFirmware(dmi) ?? byClock(root) ?? byTree(root, tree) ?? byQemu(dmi);
  if (cpuInfo.family !== 'x86') return name;
  // CPUID tells each guest that it is one: a cloud's firmware is the same on the machines that it rents out whole.
  const isGuest = cpuInfo.get('flags')?.split(/\s+/).includes('hypervisor') === true;
  return isGuest ? (name ?? 'unknown hypervisor') : undefined;
}

function byClock(root: string): string | undefined {
  const clocks = readText(root, 'sys/devices/system/clocksource/clocksource0/available_clocksource') ?? '';
  return CLOCKS.find(([clock]) => clocks.includes(clock))?.[1];
}

function byKernel(root: string): string | undefined {
  if (readText(root, 'sys/hypervisor/type') === 'xen') return 'xen';
  // Windows' Subsystem for Linux, version 2.
  return /microsoft/i.test(readText(root, 'proc/sys/kernel/osrelease') ?? '') ? 'hyper-v' : undefined;
}

function byFirmware({ vendor = '', product = '' }: Dmi): string | undefined {
  // Rented whole; ARM has no flag for it.
  if (product.endsWith('.metal')) return undefined;
  const firmware = `${vendor} ${product}`.trim();
  return BY_FIRMWARE.find(([pattern]) => pattern.test(firmware))?.[1];
}

function byQemu({ vendor = '', product = '' }: Dmi): string | undefined {
  return QEMU.test(`${vendor} ${product}`) ? 'qemu' : undefined;
}

function byTree(root: string, { compatible }: DeviceTree): string | undefined {
  const node = readBytes(root, 'proc/device-tree/hypervisor/compatible')?.toString('utf8') ?? '';
  const [, name] = node.match(/(xen|kvm|vmware)/) ?? [];
  // The board that QEMU makes up.
  return name ?? (compatible.includes('linux,dummy-virt') ? 'qemu' : undefined);
}
