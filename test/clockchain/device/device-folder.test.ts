import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  chainFileName,
  DeviceFolder,
  defaultDeviceFolder,
} from '../../../src/clockchain/device/device-folder.js';
import { temporaryFolder } from '../records/samples.js';
import { sha256d } from '../support/oracle.js';

test('a session’s chain has a name that shows it, and is its alone', () => {
  const hash = Buffer.from(sha256d(Buffer.from('garden'))).toString('hex');
  expect(chainFileName('garden')).toBe(`garden-${hash.slice(0, 8)}.chain`);
  expect(chainFileName('a/b')).not.toBe(chainFileName('a_b'));
});

test('any session’s name makes the name of a file', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (session) => {
      expect(chainFileName(session)).toMatch(/^[\w.-]{0,60}-[\da-f]{8}\.chain$/);
    }),
  );
});

test('makes itself, and a key for its owner alone', async () => {
  const folder = new DeviceFolder(join(temporaryFolder(), 'new', 'one'));
  const chain = await folder.chain('garden');
  expect(chain).toBe(join(folder.path, chainFileName('garden')));
  const key = await folder.openKey();
  expect((await folder.openKey()).id).toBe(key.id);
  expect(statSync(join(folder.path, 'device.pem')).mode & 0o777).toBe(0o600);
});

test('each start has a greater number, whatever the clock says', async () => {
  const folder = new DeviceFolder(join(temporaryFolder(), 'new'));
  const first = await folder.nextStart();
  expect(first).toBeLessThanOrEqual(Date.now());
  const future = first + 1e9;
  const file = join(folder.path, 'last-start');
  writeFileSync(file, `${future}\n`);
  expect(await folder.nextStart()).toBe(future + 1);
  expect(await folder.nextStart()).toBe(future + 2);
  for (const text of ['', 'never', '-1', '1e300', '9007199254740991']) {
    writeFileSync(file, text);
    expect(await folder.nextStart()).toBeLessThanOrEqual(Date.now());
  }
});

test('is by default where programs keep their state', () => {
  expect(defaultDeviceFolder({ XDG_STATE_HOME: '/state' })).toBe(join('/state', 'mine-wasm', 'clock'));
  expect(defaultDeviceFolder({ XDG_STATE_HOME: 'relative' })).toMatch(/\.local.state.mine-wasm.clock$/);
});
