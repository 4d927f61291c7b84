import { cardText } from '../card/card-text.js';
import type { CacheFacts, DeviceFacts } from '../card/device-card.js';
import { emulatorByProcessor } from './emulator.js';
import type { Host } from './host.js';
import { known } from './known.js';
import { bitsOf, kernelBits } from './operating-system.js';
import type { Ask, SystemInformation } from './system-information.js';

type Answer<Name extends 'system' | 'cpu' | 'osInfo' | 'battery'> = Partial<
  Awaited<ReturnType<SystemInformation[Name]>>
>;

/** Facts of a device whose system is not Linux: what Node tells, and what systeminformation finds out. */
export async function readElsewhere(host: Host, ask: Ask): Promise<DeviceFacts> {
  const [system, cpu, os, battery] = await Promise.all([
    ask((si) => si.system()),
    ask((si) => si.cpu()),
    ask((si) => si.osInfo()),
    ask((si) => si.battery()),
  ]);
  const cores = Math.max(1, host.processors);
  return known({
    model: modelOf(system) ?? 'unknown',
    emulator: emulatorByProcessor(host.cpuModel),
    hypervisor: system?.virtual === true ? (cardText(system.virtualHost) ?? 'unknown hypervisor') : undefined,
    cpu: known({
      model: nodeCpuModel(host) ?? host.architecture,
      architecture: host.architecture,
      cores,
      usableThreads: Math.max(1, Math.min(cores, host.parallelism)),
      minMegahertz: megahertz(cpu?.speedMin),
      maxMegahertz: megahertz(cpu?.speedMax),
      caches: cachesOf(cpu),
    }),
    memory: { bytes: Math.max(1, host.memoryBytes) },
    os: known({
      name: joined(os?.distro, os?.release) ?? cardText(host.type) ?? 'unknown',
      kernel: joined(host.type, host.release) ?? 'unknown',
      bits: bitsOf(host),
      kernelBits: kernelBits(host.machine),
    }),
    power: powerOf(battery),
  });
}

/** Node's name for the processor; undefined where it knows none, as of many ARM cores. */
export function nodeCpuModel({ cpuModel }: Host): string | undefined {
  const model = cardText(cpuModel);
  return model === 'unknown' ? undefined : model;
}

/** As `Apple Inc. MacBookPro18,3`. */
export function modelOf(system: Answer<'system'> | undefined): string | undefined {
  return joined(system?.manufacturer, system?.model);
}

/** What systeminformation doesn't know is empty or `-`. */
function joined(...parts: (string | undefined)[]): string | undefined {
  return cardText(parts.filter((part) => part && part !== '-').join(' '));
}

/** It tells clocks in GHz; 0 is unknown. */
function megahertz(gigahertz: number | undefined): number | undefined {
  return gigahertz !== undefined && gigahertz > 0 ? Math.round(gigahertz * 1000) : undefined;
}

function cachesOf(cpu: Answer<'cpu'> | undefined): CacheFacts[] {
  const { l1d, l1i, l2, l3 } = cpu?.cache ?? {};
  const all = [
    { level: 1, kind: 'data', bytes: l1d },
    { level: 1, kind: 'instruction', bytes: l1i },
    { level: 2, kind: 'unified', bytes: l2 },
    { level: 3, kind: 'unified', bytes: l3 },
  ] as const;
  return all.flatMap(({ bytes, ...cache }) =>
    Number.isSafeInteger(bytes) && bytes! > 0 ? [{ ...cache, bytes: bytes! }] : [],
  );
}

function powerOf(battery: Answer<'battery'> | undefined): DeviceFacts['power'] {
  if (battery?.hasBattery !== true) return undefined;
  return battery.acConnected === true ? 'mains' : 'battery';
}
