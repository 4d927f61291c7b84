import { cpus } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { DeviceFacts } from '../../dist/hashrate/card/device-card.js';
import { readDeviceCard } from '../../dist/hashrate/card/read-device-card.js';
import { readDevice } from '../../dist/hashrate/device/device.js';
import { sampleCard } from '../hashrate/sample-cards.js';
import { ask } from './support/emulate.js';
import { MACHINES } from './support/machines.js';

describe.each(MACHINES)('$name', (machine) => {
  test('is told to be emulated, with nothing of the processor that emulates it', async () => {
    const device = await ask<DeviceFacts>(machine, 'device', {});
    expect(device).toMatchObject({
      emulator: 'qemu',
      // Older QEMUs don't tell their guest which core they emulate.
      cpu: { model: expect.stringMatching(/^(arm|Cortex)/), architecture: machine.arch, caches: [] },
      os: { bits: machine.arch === 'arm' ? 32 : 64, kernelBits: 64 },
    });
    expect(device.cpu).not.toHaveProperty('maxMegahertz');
    expect(JSON.stringify(device)).not.toContain(cpus()[0]!.model);
    expect(readDeviceCard(JSON.stringify(sampleCard({ device }))).device).toEqual(device);
  });
});

test('this machine is not emulated', async () => {
  expect(await readDevice()).not.toHaveProperty('emulator');
});
