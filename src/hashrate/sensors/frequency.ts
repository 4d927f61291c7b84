import { frequencyPolicies, kilohertz } from '../device/clock.js';
import { readText, readTextAsync } from '../device/system-files.js';

interface Policy {
  readonly file: string;
  /** Cores that run at its clock. */
  readonly cores: number;
}

/** The frequency policies of the cores that are switched on; empty where Linux has none, as in most virtual machines. */
export function findPolicies(root: string): readonly Policy[] {
  return frequencyPolicies(root)
    .map((folder) => ({
      file: `${folder}/scaling_cur_freq`,
      cores: readText(root, `${folder}/affected_cpus`)?.split(/\s+/).length ?? 0,
    }))
    .filter(({ cores }) => cores > 0);
}

/**
 * The mean over the cores. On a Raspberry Pi it is the clock that Linux has set: when the firmware throttles, the real one can
 * be lower, which the throttle flags tell.
 * @returns MHz
 */
export async function readFrequency(root: string, policies: readonly Policy[]): Promise<number | undefined> {
  const readings = await Promise.all(
    policies.map(async ({ file, cores }) => ({ cores, rate: kilohertz(await readTextAsync(root, file)) })),
  );
  const told = readings.filter(({ rate }) => rate !== undefined);
  if (told.length === 0) return readCpuInfoFrequency(root);
  const cores = told.reduce((sum, { cores }) => sum + cores, 0);
  return told.reduce((sum, { cores, rate }) => sum + cores * rate!, 0) / cores / 1000;
}

/** /proc/cpuinfo has it on x86. */
async function readCpuInfoFrequency(root: string): Promise<number | undefined> {
  const text = (await readTextAsync(root, 'proc/cpuinfo')) ?? '';
  const rates = [...text.matchAll(/^cpu MHz\s*:\s*(\d{1,6}(?:\.\d+)?)\s*$/gm)]
    .map(([, rate]) => Number(rate))
    .filter((rate) => rate > 0);
  return rates.length === 0 ? undefined : rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
