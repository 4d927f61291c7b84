import { cardText } from '../card/card-text.js';
import type { DeviceFacts } from '../card/device-card.js';
import type { Host } from './host.js';
import { known } from './known.js';
import { readText } from './system-files.js';

type OperatingSystem = DeviceFacts['os'];

/** Node's architectures of 32 bits; the others that it runs on have 64. */
const NARROW = new Set(['arm', 'ia32', 'mips', 'mipsel', 'ppc', 's390']);

export function readOperatingSystem(root: string, host: Host): OperatingSystem {
  const release = readText(root, 'proc/sys/kernel/osrelease') ?? host.release;
  return known({
    name: cardText(distribution(root)) ?? (host.platform === 'android' ? 'Android' : 'Linux'),
    kernel: cardText(`Linux ${release}`) ?? 'Linux',
    bits: bitsOf(host),
    // Linux tells it since 6.1. `uname` says the same, except in a process that was started by `linux32`.
    kernelBits: kernelBits(readText(root, 'proc/sys/kernel/arch')) ?? kernelBits(host.machine),
  });
}

/** Of this process. */
export function bitsOf({ architecture }: Pick<Host, 'architecture'>): 32 | 64 {
  return NARROW.has(architecture) ? 32 : 64;
}

/** By uname's name of the processor; undefined for one that doesn't tell. */
export function kernelBits(machine: string | undefined): 32 | 64 | undefined {
  if (machine === undefined) return undefined;
  // armv8l is what a 64-bit kernel calls itself to a process that asked for 32 bits.
  if (/64|^s390x$|^armv8/.test(machine)) return 64;
  return /^(arm|i[3-6]86$|x86$|mips|ppc|s390$|riscv32)/.test(machine) ? 32 : undefined;
}

/** The name in os-release(5). */
function distribution(root: string): string | undefined {
  const release = readText(root, 'etc/os-release') ?? readText(root, 'usr/lib/os-release');
  const [, name] = release?.match(/^PRETTY_NAME=(.*)$/m) ?? [];
  // As a shell would read it.
  return name
    ?.trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .replaceAll(/\\(["'$`\\])/g, '$1');
}
