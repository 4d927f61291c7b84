import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DeviceSchema } from '../../../src/hashrate/card/device-card-schema.js';
import { readDevice } from '../../../src/hashrate/device/device.js';
import type { Host } from '../../../src/hashrate/device/host.js';
import {
  type Ask,
  createAsk,
  type SystemInformation,
} from '../../../src/hashrate/device/system-information.js';

const MAC: Host = {
  platform: 'darwin',
  architecture: 'arm64',
  type: 'Darwin',
  release: '23.5.0',
  machine: 'arm64',
  memoryBytes: 17_179_869_184,
  processors: 10,
  parallelism: 10,
  cpuModel: 'Apple M1 Pro',
};

/** What systeminformation answers on such a machine, and what of it must stay there. */
const ANSWERS = {
  system: {
    manufacturer: 'Apple Inc.',
    model: 'MacBookPro18,3',
    serial: 'C02ABCDEFGHI',
    uuid: '01234567-89ab',
    virtual: false,
  },
  cpu: {
    speedMin: 2.4,
    speedMax: 3.228,
    governor: '',
    cache: { l1d: 65_536, l1i: 131_072, l2: 4_194_304, l3: 0 },
  },
  osInfo: {
    distro: 'macOS',
    release: '14.5',
    hostname: 'alices-macbook.local',
    fqdn: 'alices-macbook.local',
    serial: 'C02',
  },
  battery: { hasBattery: true, acConnected: false, serial: 'F5D' },
};

const answering = (answers: Partial<Record<keyof SystemInformation, unknown>>): Ask =>
  createAsk(
    async () =>
      Object.fromEntries(
        Object.entries(answers).map(([name, answer]) => [name, async () => answer]),
      ) as unknown as SystemInformation,
  );

const bare = {
  model: 'unknown',
  cpu: { model: 'Apple M1 Pro', architecture: 'arm64', cores: 10, usableThreads: 10, caches: [] },
  memory: { bytes: 17_179_869_184 },
  os: { name: 'Darwin', kernel: 'Darwin 23.5.0', bits: 64, kernelBits: 64 },
};

describe('a device whose system is not Linux', () => {
  it('is told by Node and systeminformation, without a word of its owner', async () => {
    const facts = await readDevice({ host: MAC, ask: answering(ANSWERS) });
    expect(facts).toStrictEqual({
      model: 'Apple Inc. MacBookPro18,3',
      cpu: {
        ...bare.cpu,
        minMegahertz: 2400,
        maxMegahertz: 3228,
        caches: [
          { level: 1, kind: 'data', bytes: 65_536 },
          { level: 1, kind: 'instruction', bytes: 131_072 },
          { level: 2, kind: 'unified', bytes: 4_194_304 },
        ],
      },
      memory: bare.memory,
      os: { ...bare.os, name: 'macOS 14.5' },
      power: 'battery',
    });
    v.parse(DeviceSchema, facts);
  });

  it('a guest says so', async () => {
    const system = { manufacturer: '', model: '-', virtual: true, virtualHost: 'VMware' };
    expect(await readDevice({ host: MAC, ask: answering({ system }) })).toStrictEqual({
      ...bare,
      hypervisor: 'VMware',
    });
  });

  it.each<[string, Ask]>([
    ['knows nothing', answering({ system: {}, cpu: {}, osInfo: {}, battery: {} })],
    [
      'tells garbage',
      answering({
        system: { model: '\0' },
        cpu: { speedMin: Number.NaN, cache: { l2: -1, l3: 0.5 } },
        osInfo: { distro: '-' },
        battery: null,
      }),
    ],
    ['fails', createAsk(async () => Promise.reject(new Error('broken')))],
    ['throws', createAsk(() => Promise.resolve({} as SystemInformation))],
    ['hangs', createAsk(() => new Promise(() => {}), 10)],
  ])('is told by Node where systeminformation %s', async (_, ask) => {
    expect(await readDevice({ host: MAC, ask })).toStrictEqual(bare);
  });
});
