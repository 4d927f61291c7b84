import { expect, test } from 'vitest';
import { reachableAt } from '../../../src/cli/demo/listen.js';

const INTERFACES = {
  lo: [
    { address: '127.0.0.1', family: 'IPv4', internal: true },
    { address: '::1', family: 'IPv6', internal: true },
  ],
  eth0: [
    { address: '192.168.1.20', family: 'IPv4', internal: false },
    { address: '2001:db8::20', family: 'IPv6', internal: false },
    { address: 'fe80::1', family: 'IPv6', internal: false },
  ],
  wlan0: [{ address: '192.168.1.21', family: 'IPv4', internal: false }],
  gone: undefined,
} as const;

test.each([
  ['0.0.0.0', ['127.0.0.1', '192.168.1.20', '192.168.1.21']],
  ['::', ['::1', '192.168.1.20', '2001:db8::20', '192.168.1.21']],
  ['192.168.1.20', ['192.168.1.20']],
  ['::1', ['::1']],
])('what listens at %s is found at %j', (address, found) => {
  expect(reachableAt(address, INTERFACES as never)).toEqual(found);
});
