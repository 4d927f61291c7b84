import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { availableThreads } from '../../src/engine/available-threads.js';
import { cgroupQuota } from '../../src/engine/control-group.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mine-wasm-root-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Files of a made-up machine. */
function put(files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

const v1 = (group: string, quota: number | string, period: number | string = 100_000, mount = 'cpu') => ({
  [`sys/fs/cgroup/${mount}${group}/cpu.cfs_quota_us`]: `${quota}\n`,
  [`sys/fs/cgroup/${mount}${group}/cpu.cfs_period_us`]: `${period}\n`,
});

describe('the quota of the control group', () => {
  it.each<[string, Record<string, string>, number | undefined]>([
    ['no control groups', {}, undefined],
    ['version 2, at the root', { 'sys/fs/cgroup/cpu.max': '150000 100000\n' }, 1.5],
    ['version 2, no limit', { 'sys/fs/cgroup/cpu.max': 'max 100000\n' }, undefined],
    [
      'version 2, its own group',
      { 'proc/self/cgroup': '0::/a/b\n', 'sys/fs/cgroup/a/b/cpu.max': '50000 100000\n' },
      0.5,
    ],
    [
      'version 2, the tightest of its ancestors',
      {
        'proc/self/cgroup': '0::/a/b/c\n',
        'sys/fs/cgroup/a/b/c/cpu.max': 'max 100000\n',
        'sys/fs/cgroup/a/b/cpu.max': '400000 100000\n',
        'sys/fs/cgroup/a/cpu.max': '250000 100000\n',
      },
      2.5,
    ],
    [
      'version 2, not that of a sister',
      { 'proc/self/cgroup': '0::/a\n', 'sys/fs/cgroup/b/cpu.max': '100000 100000\n' },
      undefined,
    ],
    [
      'version 2, a namespace above which nothing is seen',
      { 'proc/self/cgroup': '0::/../../x\n', 'sys/fs/cgroup/cpu.max': '300000 100000\n' },
      3,
    ],
    [
      'version 2, a colon in the name',
      { 'proc/self/cgroup': '0::/a:b\n', 'sys/fs/cgroup/a:b/cpu.max': '700000 100000\n' },
      7,
    ],
    [
      'version 2, garbage',
      { 'proc/self/cgroup': 'x\n::\n', 'sys/fs/cgroup/cpu.max': 'lots of it\n' },
      undefined,
    ],
    ['version 2, empty', { 'proc/self/cgroup': '', 'sys/fs/cgroup/cpu.max': '' }, undefined],
    ['version 2, a period of 0', { 'sys/fs/cgroup/cpu.max': '100000 0\n' }, undefined],
    ['version 1', { 'proc/self/cgroup': '3:cpu:/\n', ...v1('', 200_000) }, 2],
    ['version 1, no limit', { 'proc/self/cgroup': '3:cpu:/\n', ...v1('', -1) }, undefined],
    [
      'version 1, with cpuacct',
      { 'proc/self/cgroup': '4:cpu,cpuacct:/d\n', ...v1('/d', 350_000, 100_000, 'cpu,cpuacct') },
      3.5,
    ],
    [
      'version 1, nested',
      { 'proc/self/cgroup': '9:memory:/m\n2:cpu:/d/e\n', ...v1('/d/e', 900_000), ...v1('/d', 100_000) },
      1,
    ],
    [
      'version 1, the group of another controller',
      { 'proc/self/cgroup': '9:memory:/m\n', ...v1('/m', 5) },
      undefined,
    ],
    ['version 1, garbage', { 'proc/self/cgroup': '2:cpu:/\n', ...v1('', 'many', 'years') }, undefined],
    [
      'both',
      {
        'proc/self/cgroup': '2:cpu:/d\n0::/d\n',
        ...v1('/d', 500_000),
        'sys/fs/cgroup/d/cpu.max': '600000 100000',
      },
      5,
    ],
  ])('%s', (_, files, quota) => {
    put(files);
    expect(cgroupQuota(root)).toBe(quota);
  });
});

describe('the threads that can be kept busy', () => {
  const all = availableParallelism();
  it.each([
    [10_000, 1],
    [100_000, 1],
    [110_000, Math.min(2, all)],
    [100_000 * (all + 9), all],
  ])('a quota of %i in 100,000 gives %i', (quota, threads) => {
    put({ 'sys/fs/cgroup/cpu.max': `${quota} 100000` });
    expect(availableThreads(root)).toBe(threads);
  });

  it('without a quota: all that the affinity allows', () => {
    expect(availableThreads(root)).toBe(all);
    expect(availableThreads()).toBeGreaterThanOrEqual(1);
    expect(availableThreads()).toBeLessThanOrEqual(all);
  });
});
