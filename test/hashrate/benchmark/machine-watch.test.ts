import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MachineWatch } from '../../../src/hashrate/benchmark/machine-watch.js';
import type { SensorReading } from '../../../src/hashrate/sensors/sensors.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mine-wasm-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** In ticks of 1/100 s: user, nice, system, idle, iowait, irq, softirq, steal. */
function stat(user: number, idle: number, steal = 0): void {
  write('proc/stat', `cpu  ${user} 0 0 ${idle} 0 0 0 ${steal} 0 0\ncpu0 1 2 3\nintr 5\n`);
}

function watch() {
  let own = 0;
  const machine = new MachineWatch({ root, ownSeconds: () => own });
  const work = (seconds: number) => {
    own += seconds;
  };
  /** The causes, with an exclamation mark at those that are certain. */
  const causes = (reading?: SensorReading) =>
    machine.disturbances(reading).map(({ cause, isCertain }) => cause + (isCertain ? '!' : ''));
  return { causes, work };
}

describe('other programs', () => {
  test('that used a part of the processor are named', () => {
    stat(1000, 9000);
    const { causes, work } = watch();
    // 10 s of two cores: we had 8 s, others 6 s, and 6 s were idle.
    work(8);
    stat(1000 + 1400, 9000 + 600);
    expect(causes()).toEqual(['Other programs used 30 % of the processor']);
  });

  test('are certain to be in the way where hardly anything is idle', () => {
    stat(1000, 9000);
    const { causes, work } = watch();
    work(14);
    stat(1000 + 1900, 9000 + 100);
    expect(causes()).toEqual(['Other programs used 25 % of the processor!']);
  });

  test('that used next to nothing are not', () => {
    stat(1000, 9000);
    const { causes, work } = watch();
    work(10);
    stat(1000 + 1040, 9000 + 960);
    expect(causes()).toEqual([]);
  });

  test('count from the last time on', () => {
    stat(0, 0);
    const { causes, work } = watch();
    stat(500, 500);
    expect(causes()).toHaveLength(1);
    work(1);
    stat(600, 600);
    expect(causes()).toEqual([]);
  });
});

test('time that the hypervisor gave to others', () => {
  stat(0, 0);
  const { causes, work } = watch();
  work(9);
  stat(900, 0, 100);
  expect(causes()).toEqual(['Other machines of this host took 10 % of the processor!']);
});

test.each([
  { version: 2, group: '0::/job\n', file: 'sys/fs/cgroup/job/cpu.stat' },
  { version: 1, group: '4:cpu,cpuacct:/job\n', file: 'sys/fs/cgroup/cpu,cpuacct/job/cpu.stat' },
])('a control group (version $version) that stops the threads', ({ group, file }) => {
  write('proc/self/cgroup', group);
  write(file, 'nr_periods 100\nnr_throttled 5\nthrottled_usec 1000\n');
  const { causes } = watch();
  expect(causes()).toEqual([]);
  write(file, 'nr_periods 200\nnr_throttled 47\nthrottled_usec 9000\n');
  expect(causes()).toEqual(["The control group's CPU limit stopped the threads 42 times!"]);
});

test('what the firmware says', () => {
  const { causes } = watch();
  expect(causes({ throttling: [] })).toEqual([]);
  expect(causes({ throttling: ['under-voltage', 'throttled'] })).toEqual([
    'The firmware slowed the processor down: under-voltage, throttled!',
  ]);
});

test.each([
  ['nothing', undefined],
  ['an empty file', ''],
  ['garbage', 'cpu a b c d e f g h\n'],
  ['too few numbers', 'cpu  1 2 3\n'],
])('where /proc/stat is %s, nothing is said', (_, text) => {
  if (text !== undefined) write('proc/stat', text);
  const { causes } = watch();
  if (text !== undefined) write('proc/stat', text);
  expect(causes()).toEqual([]);
});

test('on this machine it reads something', () => {
  expect(() => new MachineWatch().disturbances()).not.toThrow();
});
