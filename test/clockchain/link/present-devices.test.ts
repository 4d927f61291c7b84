import { expect, test } from 'vitest';
import { MOST_DEVICES } from '../../../src/clockchain/chain/chain-set.js';
import type { Presence } from '../../../src/clockchain/link/mqtt-presence.js';
import { PresentDevices } from '../../../src/clockchain/link/present-devices.js';
import type { WireError } from '../../../src/clockchain/link/wire.js';

const ADA = 'ada';
const presence = (start: number, n: number, isPresent: boolean): Presence => ({
  process: '00'.repeat(16),
  start,
  n,
  isPresent,
  zeros: null,
  signature: new Uint8Array(64),
});
const come = (start: number, n: number) => presence(start, n, true);
const gone = (start: number, n: number) => presence(start, n, false);
const names = (devices: PresentDevices) => [...devices].map(([device]) => device);

function faultOf(take: () => unknown): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return (error as WireError).fault;
  }
}

test('comes, goes, and comes again', () => {
  const devices = new PresentDevices();
  expect(devices.take(ADA, come(1, 1))).toBe('come');
  expect(devices.take(ADA, come(1, 1))).toBeUndefined();
  expect(names(devices)).toEqual([ADA]);
  expect(devices.take(ADA, gone(1, 2))).toBe('gone');
  expect(devices.take(ADA, gone(1, 2))).toBeUndefined();
  expect(names(devices)).toEqual([]);
  expect(devices.take(ADA, come(1, 3))).toBe('come');
  expect(devices.take(ADA, come(2, 1))).toBe('come');
  expect([...devices]).toEqual([[ADA, come(2, 1)]]);
});

test('an older presence is refused, and an older last will is late: neither changes anything', () => {
  const devices = new PresentDevices();
  devices.take(ADA, come(1, 1));
  devices.take(ADA, come(2, 5));
  expect(devices.take(ADA, gone(1, 2))).toBeUndefined();
  expect(devices.take(ADA, gone(2, 4))).toBeUndefined();
  expect(faultOf(() => devices.take(ADA, come(1, 9)))).toBe('replayed');
  expect(faultOf(() => devices.take(ADA, come(2, 4)))).toBe('replayed');
  expect([...devices]).toEqual([[ADA, come(2, 5)]]);
  devices.take(ADA, gone(2, 6));
  expect(faultOf(() => devices.take(ADA, come(2, 5)))).toBe('replayed');
  expect(names(devices)).toEqual([]);
});

test('when the broker is back, the same presence counts again, and an older one does not', () => {
  const devices = new PresentDevices();
  devices.take(ADA, come(1, 3));
  devices.clear();
  expect(names(devices)).toEqual([]);
  expect(faultOf(() => devices.take(ADA, come(1, 1)))).toBe('replayed');
  expect(devices.take(ADA, come(1, 3))).toBe('come');
});

test('there is room for as many devices as a session can have; one that is gone makes room', () => {
  const devices = new PresentDevices();
  for (let i = 0; i < MOST_DEVICES; i++) devices.take(`device ${i}`, come(1, 1));
  expect(faultOf(() => devices.take(ADA, come(1, 1)))).toBe('unexpected');
  devices.take('device 7', gone(1, 2));
  expect(devices.take(ADA, come(1, 1))).toBe('come');
  expect(names(devices)).toHaveLength(MOST_DEVICES);
  expect(faultOf(() => devices.take('device 7', come(1, 3)))).toBe('unexpected');
});
