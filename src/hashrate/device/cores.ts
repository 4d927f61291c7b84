import { availableThreads } from '../../engine/available-threads.js';
import { cgroupQuota } from '../../engine/control-group.js';
import type { CpuFacts } from '../card/device-card.js';
import type { CpuInfo } from './cpu-info.js';
import { parseCpuList } from './cpu-list.js';
import type { Host } from './host.js';
import { readText } from './system-files.js';

const FOLDER = 'sys/devices/system/cpu';

/** How many logical processors there are, those that are switched off included, and how many of them the process may use. */
export function readCores(
  root: string,
  cpuInfo: CpuInfo,
  host: Host,
): Pick<CpuFacts, 'cores' | 'usableThreads' | 'quota'> {
  const present = parseCpuList(readText(root, `${FOLDER}/present`))?.size;
  const cores = present ?? (cpuInfo.count || Math.max(1, host.processors));
  const threads = availableThreads(root, allowedProcessors(root) ?? host.parallelism);
  const quota = cgroupQuota(root);
  return { cores, usableThreads: Math.min(cores, threads), ...(quota !== undefined && { quota }) };
}

/** Processors that are switched on and that the CPU affinity allows; undefined where Linux doesn't tell. */
function allowedProcessors(root: string): number | undefined {
  const [, list] = readText(root, 'proc/self/status')?.match(/^Cpus_allowed_list:\s*(\S+)$/m) ?? [];
  const allowed = parseCpuList(list);
  const online = parseCpuList(readText(root, `${FOLDER}/online`));
  if (allowed === undefined || online === undefined) return undefined;
  return [...allowed].filter((processor) => online.has(processor)).length || undefined;
}
