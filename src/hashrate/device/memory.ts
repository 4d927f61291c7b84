import type { Host } from './host.js';
import { readText } from './system-files.js';

/** The memory that the kernel has, in bytes: less than was soldered on, for a Raspberry Pi's GPU keeps some. */
export function readMemory(root: string, { memoryBytes }: Host): number {
  const [, kilobytes] = readText(root, 'proc/meminfo')?.match(/^MemTotal:\s*(\d{1,12}) kB$/m) ?? [];
  return Number(kilobytes ?? 0) * 1024 || Math.max(1, memoryBytes);
}
