import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createAsk, type SystemInformation } from '../../../src/hashrate/device/system-information.js';
import { openSensors } from '../../../src/hashrate/sensors/open-sensors.js';
import { change, type Files, fixture, MODELS, rootOf, rootOfModel } from '../fixture-roots.js';

/** None must be started. */
const vcgencmd = '/nonexistent/vcgencmd';
const THROTTLED = 'sys/devices/platform/soc/soc:firmware/get_throttled';

const readOn = (files: Files) => openSensors({ platform: 'linux', root: rootOf(files), vcgencmd }).read();

describe('a Raspberry Pi', () => {
  const readings = {
    'zero-2-w': { celsius: 48.312, megahertz: 1000 },
    '3-model-b-plus': { celsius: 61.224, megahertz: 1200 },
    '4-model-b': { celsius: 55.017, megahertz: 1500 },
    '400': { celsius: 39.433, megahertz: 1800 },
    '5-model-b': { celsius: 57.85, megahertz: 2400 },
  };

  it.each(MODELS)('%s: temperature, clock, and under-voltage where nothing else is told', async (model) => {
    const sensors = openSensors({ platform: 'linux', root: fixture(model), vcgencmd });
    expect(sensors.notes).toEqual([]);
    expect(await sensors.read()).toEqual({ ...readings[model], throttling: [], occurred: [] });
  });

  it('tells its throttling by the firmware’s file, and starts no program', async () => {
    const root = rootOfModel('4-model-b', { [THROTTLED]: '50005\n' });
    const sensors = openSensors({ platform: 'linux', root, vcgencmd });
    expect(await sensors.read()).toMatchObject({
      throttling: ['under-voltage', 'throttled'],
      occurred: ['under-voltage', 'throttled'],
    });
    // The kernel has had the firmware forget.
    change(root, { [THROTTLED]: '80000\n' });
    expect(await sensors.read()).toMatchObject({
      throttling: [],
      occurred: ['under-voltage', 'throttled', 'soft-temperature-limit'],
    });
    change(root, { [THROTTLED]: 'nothing I know\n' });
    const reading = await sensors.read();
    expect(reading).not.toHaveProperty('throttling');
    expect(reading.celsius).toBe(55.017);
    expect(sensors.notes).toEqual([]);
  });

  it('5: has the file at another place', async () => {
    const file = 'sys/devices/platform/soc@107c000000/soc@107c000000:firmware/get_throttled';
    const root = rootOfModel('5-model-b', { [file]: '20002\n' });
    expect(await openSensors({ platform: 'linux', root, vcgencmd }).read()).toMatchObject({
      throttling: ['frequency-capped'],
      occurred: ['frequency-capped'],
    });
  });

  it('remembers an under-voltage that has passed', async () => {
    const alarm = 'sys/class/hwmon/hwmon1/in0_lcrit_alarm';
    const root = rootOfModel('4-model-b', { [alarm]: '1\n' });
    const sensors = openSensors({ platform: 'linux', root, vcgencmd });
    expect(await sensors.read()).toMatchObject({
      throttling: ['under-voltage'],
      occurred: ['under-voltage'],
    });
    change(root, { [alarm]: '0\n' });
    expect(await sensors.read()).toMatchObject({ throttling: [], occurred: ['under-voltage'] });
    change(root, { [alarm]: '7\n' });
    expect(await sensors.read()).not.toHaveProperty('throttling');
  });
});

describe('the temperature', () => {
  const zone = (i: number, type: string, temp: string): Files => ({
    [`sys/class/thermal/thermal_zone${i}/type`]: `${type}\n`,
    [`sys/class/thermal/thermal_zone${i}/temp`]: `${temp}\n`,
  });
  const chip = (i: number, name: string, temps: Readonly<Record<string, string>>): Files => ({
    [`sys/class/hwmon/hwmon${i}/name`]: `${name}\n`,
    ...Object.fromEntries(
      Object.entries(temps).map(([file, text]) => [`sys/class/hwmon/hwmon${i}/${file}`, `${text}\n`]),
    ),
  });

  it.each<[string, Files, number | undefined]>([
    ['nothing', {}, undefined],
    [
      'the hottest of the processor’s zones',
      { ...zone(0, 'cpu-thermal', '40000'), ...zone(1, 'soc-thermal', '41500') },
      41.5,
    ],
    [
      'not the graphics’, nor the board’s',
      { ...zone(0, 'gpu-thermal', '90000'), ...zone(1, 'acpitz', '27800') },
      undefined,
    ],
    ['Intel’s package', { ...zone(0, 'acpitz', '27800'), ...zone(10, 'x86_pkg_temp', '61000') }, 61],
    ['below zero', zone(0, 'cpu-thermal', '-12500'), -12.5],
    [
      'a zone before a chip',
      { ...zone(0, 'cpu-thermal', '40000'), ...chip(0, 'coretemp', { temp1_input: '50000' }) },
      40,
    ],
    [
      'a chip where the zone is dead',
      { ...zone(0, 'cpu-thermal', '0'), ...chip(0, 'coretemp', { temp1_input: '50000' }) },
      50,
    ],
    ['one dead core', chip(0, 'coretemp', { temp2_input: '0', temp3_input: '48000' }), 48],
    [
      'Intel’s package, not each core',
      chip(0, 'coretemp', {
        temp1_input: '50000',
        temp1_label: 'Package id 0',
        temp2_input: '52000',
        temp2_label: 'Core 0',
      }),
      50,
    ],
    [
      'AMD’s die, not what steers the fan',
      chip(0, 'k10temp', {
        temp1_input: '77000',
        temp1_label: 'Tctl',
        temp2_input: '50000',
        temp2_label: 'Tdie',
      }),
      50,
    ],
    ['AMD’s only one', chip(0, 'k10temp', { temp1_input: '51125', temp1_label: 'Tctl' }), 51.125],
    ['not a disk’s', chip(0, 'nvme', { temp1_input: '51125' }), undefined],
  ])('%s', async (_, files, celsius) => {
    expect((await readOn(files)).celsius).toBe(celsius);
  });

  it.each([
    '',
    'hot',
    '-273000',
    '-273150',
    '0',
    '1000000000',
    '151000',
    '4e4',
    '0x9c40',
    '45',
    'NaN',
    '40000 °C',
  ])('garbage is left out: %j', async (text) => {
    expect((await readOn(zone(0, 'cpu-thermal', text))).celsius).toBeUndefined();
  });

  it('is left out while its file can not be read, and told again afterwards', async () => {
    const root = rootOf(zone(0, 'cpu-thermal', '40000'));
    const sensors = openSensors({ platform: 'linux', root, vcgencmd });
    expect((await sensors.read()).celsius).toBe(40);
    change(root, { 'sys/class/thermal/thermal_zone0/temp': undefined });
    expect(await sensors.read()).toEqual({});
    change(root, { 'sys/class/thermal/thermal_zone0/temp/folder': 'x' });
    expect(await sensors.read()).toEqual({});
    change(root, zone(0, 'cpu-thermal', '41000'));
    expect((await sensors.read()).celsius).toBe(41);
    if (process.getuid?.() !== 0) {
      chmodSync(join(root, 'sys/class/thermal/thermal_zone0/temp'), 0);
      expect(await sensors.read()).toEqual({});
    }
  });
});

describe('the clock', () => {
  const policy = (i: number, cores: string, rate: string): Files => ({
    [`sys/devices/system/cpu/cpufreq/policy${i}/affected_cpus`]: `${cores}\n`,
    [`sys/devices/system/cpu/cpufreq/policy${i}/scaling_cur_freq`]: `${rate}\n`,
  });

  it.each<[string, Files, number | undefined]>([
    ['nothing', {}, undefined],
    [
      'the mean over the cores, not the policies',
      { ...policy(0, '0 1 2', '1000000'), ...policy(3, '3', '2000000') },
      1250,
    ],
    ['cores that are switched off', { ...policy(0, '0 1', '1000000'), ...policy(2, '', '3000000') }, 1000],
    ['garbage beside', { ...policy(0, '0 1', '1000000'), ...policy(2, '2 3', '<unknown>') }, 1000],
    ['garbage alone', policy(0, '0 1', '0'), undefined],
    [
      '/proc/cpuinfo where there are no policies',
      { 'proc/cpuinfo': 'processor\t: 0\ncpu MHz\t\t: 2600.000\n\nprocessor\t: 1\ncpu MHz\t\t: 2400.500\n' },
      2500.25,
    ],
    ['garbage there', { 'proc/cpuinfo': 'cpu MHz\t\t: fast\ncpu MHz\t\t: 0.000\n' }, undefined],
  ])('%s', async (_, files, megahertz) => {
    expect((await readOn(files)).megahertz).toBe(megahertz);
  });
});

describe('where the system is not Linux', () => {
  const open = (cpuTemperature: () => Promise<unknown>) => {
    let asked = 0;
    const si = {
      cpuTemperature: () => {
        asked++;
        return cpuTemperature();
      },
    };
    const ask = createAsk(async () => si as unknown as SystemInformation, 10);
    return { sensors: openSensors({ platform: 'darwin', ask }), asked: () => asked };
  };

  it('systeminformation tells the temperature, and is not asked each second', async () => {
    const { sensors, asked } = open(async () => ({ main: 61.5, cores: [], max: 63 }));
    expect(await sensors.read()).toEqual({ celsius: 61.5 });
    // The last answer counts: who watches every second would take silence for a fault.
    expect(await sensors.read()).toEqual({ celsius: 61.5 });
    expect(asked()).toBe(1);
  });

  it('one failure is not the end of it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const answers = [{ main: 61.5 }, { main: null }, { main: 58 }];
    const { sensors, asked } = open(async () => answers.shift());
    const told: unknown[] = [];
    for (let reading = 0; reading < 3; reading++) {
      told.push(await sensors.read());
      vi.advanceTimersByTime(10_000);
    }
    expect(told).toEqual([{ celsius: 61.5 }, {}, { celsius: 58 }]);
    expect(asked()).toBe(3);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['finds none', async () => ({ main: null })],
    ['tells garbage', async () => ({ main: -273 })],
    ['fails', async () => Promise.reject(new Error('broken'))],
    ['hangs', () => new Promise(() => {})],
  ])('nothing is told where it %s', async (_, cpuTemperature) => {
    const { sensors } = open(cpuTemperature);
    expect(await sensors.read()).toEqual({});
    expect(sensors.notes).toEqual([]);
  });
});
