import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { posix } from 'node:path';

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

/** CPUs that the control group grants, in fractions; undefined without a limit (or without control groups). */
export function cgroupQuota(root = ROOT): number | undefined {
  const quotas = [...cgroupV2Quotas(root), ...cgroupV1Quotas(root)];
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** Version 2: cpu.max holds "<quota|max> <period>"; every group up to the root limits. */
function* cgroupV2Quotas(root: string): Iterable<number> {
  for (const group of ancestors(groupPath(root, (controllers) => controllers === ''))) {
    const [quota, period] = read(root, `sys/fs/cgroup${group}/cpu.max`)?.split(/\s+/) ?? [];
    yield* ratio(quota, period);
  }
}

/** Version 1: cpu.cfs_quota_us is −1 without a limit. */
function* cgroupV1Quotas(root: string): Iterable<number> {
  for (const group of ancestors(groupPath(root, (controllers) => controllers.split(',').includes('cpu')))) {
    for (const mount of ['cpu', 'cpu,cpuacct']) {
      const quota = read(root, `sys/fs/cgroup/${mount}${group}/cpu.cfs_quota_us`);
      yield* ratio(quota, read(root, `sys/fs/cgroup/${mount}${group}/cpu.cfs_period_us`));
    }
  }
}

/** This process's group: lines of /proc/self/cgroup are "<hierarchy>:<controllers>:<path>". */
function groupPath(root: string, isWanted: (controllers: string) => boolean): string {
  const lines = read(root, 'proc/self/cgroup')?.split('\n') ?? [];
  for (const line of lines) {
    const [, controllers, ...path] = line.split(':');
    if (controllers !== undefined && isWanted(controllers)) return posix.normalize(`/${path.join(':')}`);
  }
  return '/';
}

/** "/a/b" gives "/a/b", "/a" and "". */
function* ancestors(path: string): Iterable<string> {
  for (let at = path; at !== '/' && at !== '.'; at = posix.dirname(at)) yield at;
  yield '';
}

function* ratio(quota: string | undefined, period: string | undefined): Iterable<number> {
  const cpus = Number(quota) / Number(period);
  if (Number.isFinite(cpus) && cpus > 0) yield cpus;
}

function read(root: string, path: string): string | undefined {
  try {
    return readFileSync(posix.join(root, path), 'utf8').trim();
  } catch {
    return undefined;
  }
}
