import { expect, test } from 'vitest';
import { checkSoloOptions, type SoloOptions } from '../../../src/node/solo/solo-options.js';

const payout = '51';

test('what is left out has a default', () => {
  expect(checkSoloOptions({ payout })).toEqual({
    payout,
    tag: '',
    versionMask: 0,
    refresh: 30,
    journal: undefined,
    onEvent: expect.any(Function),
  });
});

test('what is given stays', () => {
  const options = {
    payout,
    tag: '⛏ by hand',
    versionMask: 0x1fffe000,
    refresh: 0.5 + 0.5,
    journal: '/var/lib/blocks',
    onEvent: () => {},
  };
  expect(checkSoloOptions(options)).toEqual(options);
});

test.for<[option: string, values: readonly unknown[], code?: string]>([
  ['payout', [undefined, '', 7, null, new Uint8Array([0x51])], 'ERR_INVALID_PAYOUT'],
  ['tag', [7, null, 'x'.repeat(101), '⛏'.repeat(34)]],
  ['refresh', [0, 0.5, -1, 3601, Number.NaN, Number.POSITIVE_INFINITY, '30', null]],
  ['journal', ['', 7, null]],
  ['onEvent', ['log', null, {}]],
  ['versionMask', [-1, 0.5, 2 ** 32, '1fffe000', null]],
])('%s is checked', ([option, values, code = 'ERR_INVALID_OPTION']) => {
  for (const value of values) {
    const check = () => checkSoloOptions({ payout, [option]: value } as SoloOptions);
    expect(check, `${option} ${String(value)}`).toThrow(expect.objectContaining({ option, code }));
  }
});

test.for([undefined, null, 'options', 7])('%s are no options', (options) => {
  const check = () => checkSoloOptions(options as unknown as SoloOptions);
  expect(check).toThrow(expect.objectContaining({ option: 'options', code: 'ERR_INVALID_OPTION' }));
});
