import { availableParallelism } from 'node:os';
import { cgroupQuota } from './control-group.js';

/** Where Linux shows control groups; tests give another root. */
const ROOT = '/';

/**
 * How many threads this process may really keep busy: its CPU affinity, and its control group's quota.
 * @param parallel what the affinity allows
 */
export function availableThreads(root = ROOT, parallel = availableParallelism()): number {
  const quota = cgroupQuota(root);
  // Half a CPU more than a whole number still feeds another thread; Go's runtime rounds up too.
  return quota === undefined ? parallel : Math.max(1, Math.min(parallel, Math.ceil(quota)));
}
