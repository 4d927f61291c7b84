import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

/** Where Linux shows control groups; tests give another root. */
const ROOT = '/';

/** Which line of /proc/self/cgroup names the group that limits CPU time. */
const CPU_CONTROLLER = {
  v1: (controllers: string) => controllers.split(',').includes('cpu'),
  v2: (controllers: string) => controllers === '',
};
/** Where version 1 has its CPU controller. */
const MOUNTS = ['cpu', 'cpu,cpuacct'];

/** CPUs that the control group grants, in fractions; undefined without a limit (or without control groups). */
export function cgroupQuota(root = ROOT): number | undefined {
  const quotas = [...cgroupV2Quotas(root), ...cgroupV1Quotas(root)];
  return quotas.length === 0 ? undefined : Math.min(...quotas);
}

/** Version 2: cpu.max holds "<quota|max> <period>"; every group up to the root limits. */
function* cgroupV2Quotas(root: string): Iterable<number> {
  for (const group of ancestors(groupPath(root, CPU_CONTROLLER.v2))) {
    const [quota, period] = read(root, `sys/fs/cgroup${group}/cpu.max`)?.split(/\s+/) ?? [];
    yield* ratio(quota, period);
  }
}

/** Version 1: cpu.cfs_quota_us is −1 without a limit. */
function* cgroupV1Quotas(root: string): Iterable<number> {
  for (const group of ancestors(groupPath(root, CPU_CONTROLLER.v1))) {
    for (const mount of MOUNTS) {
      const quota = read(root, `sys/fs/cgroup/${mount}${group}/cpu.cfs_quota_us`);
      yield* ratio(quota, read(root, `sys/fs/cgroup/${mount}${group}/cpu.cfs_period_us`));
    }
  }
}

/** How often a control group's quota has stopped this process's threads so far; 0 without control groups. */
export function timesThrottled(root = ROOT): number {
  const { v1, v2 } = CPU_CONTROLLER;
  const files = [
    ...[...ancestors(groupPath(root, v2))].map((group) => `sys/fs/cgroup${group}/cpu.stat`),
    ...[...ancestors(groupPath(root, v1))].flatMap((group) =>
      MOUNTS.map((mount) => `sys/fs/cgroup/${mount}${group}/cpu.stat`),
    ),
  ];
  const counts = files.map((file) => Number(/^nr_throttled (\d+)$/m.exec(read(root, file) ?? '')?.[1] ?? 0));
  return Math.max(0, ...counts);
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
