import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import type { DeviceFacts } from '../../../src/hashrate/card/device-card.js';
import { readDevice } from '../../../src/hashrate/device/device.js';
import { fixture, HOST, MODELS, type Model, rootOfModel } from '../fixture-roots.js';

const KB = 1024;
const cache = (level: number, kind: 'data' | 'instruction' | 'unified', kilobytes: number) => ({
  level,
  kind,
  bytes: kilobytes * KB,
});

const FACTS: Readonly<Record<Model, DeviceFacts>> = {
  'zero-2-w': {
    model: 'Raspberry Pi Zero 2 W Rev 1.0',
    revision: '902120',
    soc: 'BCM2837',
    cpu: {
      model: 'Cortex-A53',
      architecture: 'arm64',
      cores: 4,
      usableThreads: 4,
      minMegahertz: 600,
      maxMegahertz: 1000,
      governor: 'ondemand',
      caches: [cache(1, 'data', 32), cache(1, 'instruction', 32), cache(2, 'unified', 512)],
    },
    memory: { bytes: 425_984 * KB },
    os: {
      name: 'Debian GNU/Linux 12 (bookworm)',
      kernel: 'Linux 6.12.34+rpt-rpi-v8',
      bits: 64,
      kernelBits: 64,
    },
  },
  '3-model-b-plus': {
    model: 'Raspberry Pi 3 Model B Plus Rev 1.3',
    revision: 'a020d3',
    soc: 'BCM2837',
    cpu: {
      model: 'Cortex-A53',
      architecture: 'arm',
      cores: 4,
      usableThreads: 4,
      minMegahertz: 600,
      maxMegahertz: 1400,
      governor: 'ondemand',
      caches: [],
    },
    memory: { bytes: 944_128 * KB },
    os: {
      name: 'Raspbian GNU/Linux 11 (bullseye)',
      kernel: 'Linux 6.1.21-v7+',
      bits: 32,
      kernelBits: 32,
    },
  },
  '4-model-b': {
    model: 'Raspberry Pi 4 Model B Rev 1.4',
    revision: 'c03114',
    soc: 'BCM2711',
    cpu: {
      model: 'Cortex-A72',
      architecture: 'arm64',
      cores: 4,
      usableThreads: 4,
      minMegahertz: 600,
      maxMegahertz: 1800,
      governor: 'ondemand',
      caches: [cache(1, 'data', 32), cache(1, 'instruction', 48), cache(2, 'unified', 1024)],
    },
    memory: { bytes: 3_883_008 * KB },
    os: {
      name: 'Debian GNU/Linux 12 (bookworm)',
      kernel: 'Linux 6.6.31+rpt-rpi-v8',
      bits: 64,
      kernelBits: 64,
    },
  },
  '400': {
    model: 'Raspberry Pi 400 Rev 1.0',
    revision: 'c03130',
    soc: 'BCM2711',
    cpu: {
      model: 'Cortex-A72',
      architecture: 'arm',
      cores: 4,
      usableThreads: 4,
      minMegahertz: 600,
      maxMegahertz: 1800,
      governor: 'ondemand',
      caches: [cache(1, 'data', 32), cache(1, 'instruction', 48), cache(2, 'unified', 1024)],
    },
    memory: { bytes: 3_882_496 * KB },
    os: {
      name: 'Raspbian GNU/Linux 12 (bookworm)',
      kernel: 'Linux 6.12.25+rpt-rpi-v8',
      bits: 32,
      kernelBits: 64,
    },
  },
  '5-model-b': {
    model: 'Raspberry Pi 5 Model B Rev 1.0',
    revision: 'd04170',
    soc: 'BCM2712',
    cpu: {
      model: 'Cortex-A76',
      architecture: 'arm64',
      cores: 4,
      usableThreads: 4,
      minMegahertz: 1500,
      maxMegahertz: 2400,
      governor: 'ondemand',
      caches: [
        cache(1, 'data', 64),
        cache(1, 'instruction', 64),
        cache(2, 'unified', 512),
        cache(3, 'unified', 2048),
      ],
    },
    memory: { bytes: 8_256_000 * KB },
    os: {
      name: 'Debian GNU/Linux 13 (trixie)',
      kernel: 'Linux 6.12.47+rpt-rpi-2712',
      bits: 64,
      kernelBits: 64,
    },
  },
};

/** Node on that model. */
const hostOf = (model: Model) => {
  const { architecture } = FACTS[model].cpu;
  const isOld = model === '3-model-b-plus';
  return { ...HOST, architecture, machine: isOld ? 'armv7l' : 'aarch64' };
};

describe.each(MODELS)('%s', (model) => {
  it('is read whole, and nothing of the machine that the test runs on', async () => {
    expect(await readDevice({ root: fixture(model), host: hostOf(model) })).toStrictEqual(FACTS[model]);
  });

  it('is known by /proc/cpuinfo where the device tree is hidden, as in containers', async () => {
    const root = rootOfModel(model, { 'proc/device-tree': undefined });
    expect(await readDevice({ root, host: hostOf(model) })).toStrictEqual(FACTS[model]);
  });

  it('is known by its revision alone', async () => {
    const text = readFileSync(join(fixture(model), 'proc/cpuinfo'), 'utf8');
    const root = rootOfModel(model, {
      'proc/device-tree/model': undefined,
      'proc/cpuinfo': text.replace(/^Model.*\n/m, ''),
    });
    expect(await readDevice({ root, host: hostOf(model) })).toStrictEqual(FACTS[model]);
  });

  it('tells nothing of its owner', async () => {
    const facts = JSON.stringify(
      await readDevice({ root: fixture(model), host: hostOf(model) }),
    ).toLowerCase();
    const read = (path: string) =>
      readFileSync(join(fixture(model), path), 'utf8')
        .replaceAll('\0', '')
        .trim();
    const [, serial] = read('proc/cpuinfo').match(/^Serial\s*: (\w+)$/m)!;
    const secrets = [
      serial!,
      serial!.replace(/^0+/, ''),
      serial!.slice(-8),
      read('proc/device-tree/serial-number'),
      read('etc/hostname'),
      read('proc/sys/kernel/hostname'),
      read('etc/machine-id'),
      read('sys/class/net/wlan0/address'),
      'alice',
      '12:34:56',
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(4);
      expect(facts).not.toContain(secret.toLowerCase());
    }
  });
});

test('the device tree of the fixtures is in the form of the firmware', () => {
  for (const model of MODELS) {
    const tree = (name: string) => readFileSync(join(fixture(model), 'proc/device-tree', name));
    expect(tree('model').at(-1)).toBe(0);
    expect(tree('compatible').filter((byte) => byte === 0)).toHaveLength(2);
    expect(tree('system/linux,revision').toString('hex')).toBe(`00${FACTS[model].revision}`);
  }
});
