import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MineWasmError } from '../../../src/errors.js';
import { readDeviceCard } from '../../../src/hashrate/card/read-device-card.js';
import { sampleCard, sampleRate } from '../sample-cards.js';

function fault(text: string) {
  try {
    readDeviceCard(text);
  } catch (error) {
    if (error instanceof MineWasmError) return { code: error.code, message: error.message };
    throw error;
  }
  return undefined;
}

const faultOf = (change: object) => fault(JSON.stringify({ ...sampleCard(), ...change }));

test('a card is read as it was written', () => {
  const card = sampleCard({
    device: { ...sampleCard().device, revision: 'c03114', cooling: 'heatsink, no fan', watts: 6.4 },
    sustained: {
      kernel: 'simd',
      threads: 4,
      occurred: ['throttled'],
      readings: [{ seconds: 1, hashRate: 4e6, celsius: 61.2, megahertz: 1500, throttling: [] }],
    },
  });
  expect(readDeviceCard(JSON.stringify(card))).toEqual(card);
});

describe('what is no card', () => {
  test.each([
    ['nothing', '', /^Expected a device card, got what is no whole JSON \(/],
    ['a truncated card', JSON.stringify(sampleCard()).slice(0, -40), /no whole JSON/],
    ['a number', '5', /got 5$/],
    ['null', 'null', /got null$/],
    ['another JSON file', '{"name":"x"}', /with `type` mine-wasm\/device-card, got an object$/],
    ['a card of another project', '{"type":"sysbench"}', /got one with "sysbench"$/],
  ])('%s', (_, text, message) => {
    expect(fault(text)).toEqual({ code: 'ERR_INVALID_CARD', message: expect.stringMatching(message) });
  });

  test('a later version of the format', () => {
    expect(faultOf({ version: 2, unheardOf: true })).toEqual({
      code: 'ERR_NEWER_CARD',
      message: expect.stringMatching(/of version 1, got one of version 2: a newer mine-wasm made it/),
    });
  });
});

describe('a field that is wrong is named', () => {
  const device = sampleCard().device;
  test.each([
    ['version', { version: '1' }],
    ['date', { date: 'yesterday' }],
    ['kernels.0.kernel', { kernels: [{ kernel: 'sse', rate: sampleRate(1) }] }],
    ['threads.0.rate.hashRate', { threads: [{ threads: 1, kernel: 'simd', rate: sampleRate(-1) }] }],
    ['device.model', { device: { ...device, model: '\u001b[31mred' } }],
    ['device.watts', { device: { ...device, watts: 0 } }],
    ['device.serial', { device: { ...device, serial: '10000000deadbeef' } }],
    ['goldenResults.0.nonce', { goldenResults: [{ kernel: 'simd', height: 0, nonce: 2 ** 32 }] }],
    ['notes', { notes: undefined }],
  ])('%s', (path, change) => {
    const { code, message } = faultOf(change)!;
    expect(code).toBe('ERR_INVALID_CARD');
    expect(message).toContain(`Expected \`${path}\` of a device card to be`);
  });
});

test('whatever comes, it is read or refused', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((x) => JSON.stringify({ ...sampleCard(), device: x })),
      ),
      (text) => {
        expect(fault(text)?.code).toBe('ERR_INVALID_CARD');
      },
    ),
  );
});
