import * as os from 'node:os';

/** What Node tells of the machine that it runs on. Tests describe another. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** As `process.arch`. */
  readonly architecture: string;
  /** As uname's: `Linux`, `Darwin`, `Windows_NT`. */
  readonly type: string;
  readonly release: string;
  /** The kernel's processor, as `aarch64`. */
  readonly machine: string;
  readonly memoryBytes: number;
  readonly processors: number;
  /** Threads that CPU affinity allows. */
  readonly parallelism: number;
  /** Empty or `unknown` where Node doesn't know it, as on many ARM boards. */
  readonly cpuModel: string;
}

export function nodeHost(): Host {
  const cpus = os.cpus();
  return {
    platform: process.platform,
    architecture: process.arch,
    type: os.type(),
    release: os.release(),
    machine: os.machine(),
    memoryBytes: os.totalmem(),
    processors: cpus.length,
    parallelism: os.availableParallelism(),
    cpuModel: cpus[0]?.model.trim() ?? '',
  };
}

/** Whether the system has /proc and /sys as Linux has them. */
export function isLinux({ platform }: Pick<Host, 'platform'>): boolean {
  return platform === 'linux' || platform === 'android';
}
