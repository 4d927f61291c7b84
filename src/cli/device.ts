import { arch, cpus, platform, release } from 'node:os';

/** What runs this, as far as it can be told. */
export interface Device {
  /** Such as `Raspberry Pi 4 Model B Rev 1.4`. */
  readonly model: string;
  readonly cpu: string;
  readonly os: string;
}

/** Some of what it asks starts programs, which can hang on an odd machine. */
const PATIENCE_MILLISECONDS = 4000;

/** Reads the device's model by systeminformation, and what Node knows where that fails. */
export async function readDevice(): Promise<Device> {
  const fallback = {
    model: 'unknown',
    cpu: cpuModel(),
    os: `${platform()} ${release()} ${arch()}`,
  };
  try {
    const { default: si } = await import('systeminformation');
    const { promise: late, cancel } = timer(PATIENCE_MILLISECONDS);
    const read = Promise.all([si.system(), si.osInfo()]);
    const result = await Promise.race([read, late]).finally(cancel);
    if (result === undefined) return fallback;
    const [system, os] = result;
    const model = [system.manufacturer, system.model].filter((part) => part && part !== '-').join(' ');
    const name = [os.distro, os.release].filter((part) => part && part !== '-').join(' ');
    return {
      ...fallback,
      model: model || fallback.model,
      os: name ? `${name}, ${fallback.os}` : fallback.os,
    };
  } catch {
    return fallback;
  }
}

/** The processor as Node names it, or its architecture: Node knows few ARM cores, and calls the others `unknown`. */
function cpuModel(): string {
  const model = cpus()[0]?.model.trim();
  return model && model !== 'unknown' ? model : arch();
}

function timer(milliseconds: number): { promise: Promise<undefined>; cancel: () => void } {
  let handle: NodeJS.Timeout | undefined;
  const promise = new Promise<undefined>((resolve) => {
    handle = setTimeout(resolve, milliseconds, undefined);
  });
  return { promise, cancel: () => clearTimeout(handle) };
}
