import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readDeviceCard } from '../../src/hashrate/card/read-device-card.js';
import { run, temporaryFolder } from '../cli/command.js';
import { type SshHost, SshWorld } from '../support/ssh/ssh-world.js';
import { ARM64, ARMV7, type Machine } from './support/machines.js';

let world: SshWorld;
let host: SshHost;
beforeAll(async () => {
  world = new SshWorld();
  host = await world.host();
});
afterAll(() => world.close());

/** A program that is the machine's Node. */
function nodeOf({ emulator, cpu, root, node }: Machine): string {
  const path = join(host.home, `node-${cpu}`);
  writeFileSync(path, `#!/bin/sh\nexec ${emulator} -cpu ${cpu} -L ${root} ${node} "$@"\n`);
  chmodSync(path, 0o755);
  return path;
}

const remote = (machine: Machine, ...flags: string[]) =>
  run([
    ...['bench', 'remote', '--ssh-config', world.configFile, '-o', temporaryFolder()],
    ...['--node', nodeOf(machine), ...flags, host.label],
  ]);

test('an emulated device gives a card that says so', async () => {
  const { code, stdout, stderr } = await remote(ARM64, '--quick');
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/emulated by qemu/) });
  const { device } = readDeviceCard(readFileSync(stdout.trim(), 'utf8'));
  expect(device).toMatchObject({ emulator: 'qemu', cpu: { architecture: 'arm64' } });
});

test('a Node that is too old is named', async () => {
  const { code, stderr } = await remote(ARMV7);
  expect(code).toBe(1);
  expect(stderr).toMatch(/got old Node 20\.11\.\d+, .*node-cortex-a7\n$/);
});
