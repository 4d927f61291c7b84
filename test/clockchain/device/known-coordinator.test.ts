import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DeviceKey, DeviceKeyError } from '../../../src/clockchain/device/device-key.js';
import { KnownCoordinator } from '../../../src/clockchain/device/known-coordinator.js';
import { temporaryFolder } from '../records/samples.js';

const one = DeviceKey.generate();
const other = DeviceKey.generate();
const newFile = () => join(temporaryFolder(), 'garden.coordinator');

test('the first that comes is the session’s, in later runs too', async () => {
  const path = newFile();
  const first = await KnownCoordinator.open(path);
  expect(first.key).toBeUndefined();
  expect(first.meet(one.publicKey)).toBe(true);
  expect(first.meet(other.publicKey)).toBe(false);
  expect(first.meet(one.publicKey)).toBe(true);
  await first.keep();
  await first.keep();
  expect(readFileSync(path, 'utf8')).toBe(`${one.id}\n`);
  expect(readdirSync(join(path, '..'))).toEqual(['garden.coordinator']);
  const second = await KnownCoordinator.open(path);
  expect(second.key).toEqual(one.publicKey);
  expect(second.meet(other.publicKey)).toBe(false);
});

test('one that is not kept is not known later', async () => {
  const path = newFile();
  (await KnownCoordinator.open(path)).meet(one.publicKey);
  expect((await KnownCoordinator.open(path)).key).toBeUndefined();
});

test('the one that is stated takes the place of the one that was known', async () => {
  const path = newFile();
  const first = await KnownCoordinator.open(path);
  first.meet(one.publicKey);
  await first.keep();
  const stated = await KnownCoordinator.open(path, other.id);
  expect(stated.meet(one.publicKey)).toBe(false);
  expect(stated.meet(other.publicKey)).toBe(true);
  await stated.keep();
  expect((await KnownCoordinator.open(path)).key).toEqual(other.publicKey);
});

test.each([
  ['', 'something else'],
  ['a', 'something else'],
  [`${one.id}${one.id}`, 'something else'],
])('a file that holds %j is no key', async (text, got) => {
  const path = newFile();
  writeFileSync(path, text);
  const error = await KnownCoordinator.open(path).catch((error: unknown) => error);
  expect(error).toBeInstanceOf(DeviceKeyError);
  expect((error as DeviceKeyError).message).toBe(
    `Expected ${path} to hold a coordinator's public key, 64 hex digits, got ${got}`,
  );
});

test('a folder where its file should be', async () => {
  await expect(KnownCoordinator.open(temporaryFolder())).rejects.toThrow(DeviceKeyError);
  const known = await KnownCoordinator.open(join(temporaryFolder(), 'none', 'garden.coordinator'));
  known.meet(one.publicKey);
  await expect(known.keep()).rejects.toMatchObject({ code: 'ERR_DEVICE_KEY' });
});
