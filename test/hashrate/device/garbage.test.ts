import fc from 'fast-check';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { DeviceSchema } from '../../../src/hashrate/card/device-card-schema.js';
import { readDevice } from '../../../src/hashrate/device/device.js';
import { openSensors } from '../../../src/hashrate/sensors/open-sensors.js';
import { type Files, HOST, rootOfModel } from '../fixture-roots.js';

const CPU = 'sys/devices/system/cpu';
const PATHS = [
  'proc/cpuinfo',
  'proc/meminfo',
  'proc/self/status',
  'proc/self/cgroup',
  'proc/sys/kernel/arch',
  'proc/sys/kernel/osrelease',
  'proc/device-tree/model',
  'proc/device-tree/compatible',
  'proc/device-tree/system/linux,revision',
  'proc/device-tree/hypervisor/compatible',
  'proc/thread-self/exe',
  'etc/os-release',
  'sys/fs/cgroup/cpu.max',
  'sys/class/dmi/id/sys_vendor',
  'sys/class/dmi/id/product_name',
  'sys/class/power_supply/BAT0/type',
  'sys/class/power_supply/BAT0/status',
  'sys/class/thermal/thermal_zone0/type',
  'sys/class/thermal/thermal_zone0/temp',
  'sys/class/hwmon/hwmon0/name',
  'sys/class/hwmon/hwmon0/temp1_input',
  'sys/class/hwmon/hwmon1/in0_lcrit_alarm',
  'sys/devices/platform/soc/soc:firmware/get_throttled',
  `${CPU}/present`,
  `${CPU}/online`,
  `${CPU}/cpufreq/policy0/affected_cpus`,
  `${CPU}/cpufreq/policy0/cpuinfo_min_freq`,
  `${CPU}/cpufreq/policy0/cpuinfo_max_freq`,
  `${CPU}/cpufreq/policy0/scaling_cur_freq`,
  `${CPU}/cpufreq/policy0/scaling_governor`,
  `${CPU}/cpu0/cache/index0/level`,
  `${CPU}/cpu0/cache/index0/type`,
  `${CPU}/cpu0/cache/index0/size`,
];

/** What such files really hold, each where it doesn't belong. */
const LIKELY = [
  '0',
  '-1',
  '0-3',
  '3-0',
  '0,',
  '99999999999999999999',
  '-273000',
  'max 100000',
  '1 0',
  'processor : 0\nmodel name : \u0000\u0001\nCPU implementer : 0x41\nCPU part : 0x\n',
  'MemTotal: 0 kB',
  'MemTotal: 999999999999 kB',
  'Cpus_allowed_list: 9-9',
  'PRETTY_NAME="\u001b[31m"',
  'Revision : ffffffff\nModel : Raspberry Pi \u0007',
  '\0',
  'cpu-thermal',
  'Data',
  '32K',
  '999999G',
];

const content = fc.oneof(
  fc.constantFrom(...LIKELY),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.uint8Array({ maxLength: 400 }),
  fc.constant(undefined),
);
const changes: fc.Arbitrary<Files> = fc.dictionary(fc.constantFrom(...PATHS), content, {
  maxKeys: PATHS.length,
});
const architecture = fc.constantFrom('arm', 'arm64', 'x64', 'riscv64', 'toaster');

it('whatever the files hold, the facts are such as a card may have', async () => {
  await fc.assert(
    fc.asyncProperty(
      changes,
      architecture,
      fc.string({ unit: 'binary' }),
      async (files, architecture, odd) => {
        const root = rootOfModel('5-model-b', files);
        const host = { ...HOST, architecture, release: odd, cpuModel: odd, machine: odd };
        const facts = await readDevice({ root, host });
        const { success, issues } = v.safeParse(DeviceSchema, JSON.parse(JSON.stringify(facts)));
        expect({ success, issues }).toEqual({ success: true });
        expect(facts.cpu.usableThreads).toBeLessThanOrEqual(facts.cpu.cores);

        const reading = await openSensors({
          platform: 'linux',
          root,
          vcgencmd: '/nonexistent/vcgencmd',
        }).read();
        for (const value of [reading.celsius, reading.megahertz]) {
          expect(value === undefined || Number.isFinite(value)).toBe(true);
        }
        if (reading.celsius !== undefined) expect(Math.abs(reading.celsius)).toBeLessThanOrEqual(150);
        if (reading.megahertz !== undefined) expect(reading.megahertz).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
