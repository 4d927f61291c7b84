import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LineReader } from '../../../src/clockchain/link/line-reader.js';
import {
  type CoordinatorMessage,
  type DeviceMessage,
  LONGEST_LINE,
  readCoordinatorMessage,
  readDeviceMessage,
  tickMessage,
  WIRE_VERSION,
  WireError,
  type WireFault,
  writeMessage,
} from '../../../src/clockchain/link/wire.js';
import { decodeTick, encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { LONGEST_TICK } from '../../../src/clockchain/tick/tick-layout.js';
import { bytes, shapedTick } from '../support/arbitraries.js';

const KEY = new Uint8Array(32).fill(7);
const HEX = '07'.repeat(32);

function faultOf(read: () => unknown): WireFault | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof WireError) return error.fault;
    throw error;
  }
}

const ORDERS: CoordinatorMessage[] = [
  {
    type: 'open',
    version: WIRE_VERSION,
    session: 'gärten',
    rounds: true,
    easiest: 0x1d00ffff,
    fsync: 'round',
  },
  { type: 'mine', order: 3, bits: 0x1d00ffff, count: null },
  {
    type: 'mine',
    order: 4,
    bits: 0x1d00ffff,
    count: 1,
    round: { number: 2, heads: [{ device: KEY, head: KEY }] },
  },
  { type: 'stop' },
  { type: 'history', after: 0 },
  { type: 'sync' },
];
const ANSWERS: DeviceMessage[] = [
  { type: 'hello', version: WIRE_VERSION, device: KEY, software: 'mine-wasm 1.0.0' },
  { type: 'opened', ticks: 2, tip: KEY, torn: 0 },
  { type: 'opened', ticks: 0, tip: null, torn: 17 },
  { type: 'told' },
  { type: 'mined', order: 3, isWhole: true },
  { type: 'refused', fault: 'link', message: 'Expected …' },
  { type: 'alive' },
  { type: 'fault', code: 'ERR_CHAIN_LOCKED', message: 'Expected …' },
];

test.each(ORDERS.map((message) => [message.type, message] as const))('%s goes there', (_type, message) => {
  expect(readCoordinatorMessage(writeMessage(message))).toEqual(message);
});

test.each(ANSWERS.map((message) => [message.type, message] as const))('%s comes back', (_type, message) => {
  expect(readDeviceMessage(writeMessage(message))).toEqual(message);
});

test('ticks go both ways, and the longest fits', () => {
  fc.assert(
    fc.property(shapedTick, (tick) => {
      const line = writeMessage(tickMessage(tick));
      for (const message of [readCoordinatorMessage(line), readDeviceMessage(line)]) {
        expect(message.type === 'tick' && encodeTick(decodeTick(message.tick))).toEqual(encodeTick(tick));
      }
    }),
    { numRuns: 20 },
  );
  const longest = writeMessage({ type: 'tick', tick: new Uint8Array(LONGEST_TICK) });
  expect(readCoordinatorMessage(longest).type).toBe('tick');
  const heads = Array.from({ length: 256 }, () => ({ device: KEY, head: KEY }));
  const round = { number: 2 ** 32 - 1, heads };
  expect(
    faultOf(() => readCoordinatorMessage(writeMessage({ ...ORDERS[2]!, round } as CoordinatorMessage))),
  ).toBe(undefined);
});

describe('refuses', () => {
  const open = { type: 'open', version: 1, session: 'x', rounds: false, easiest: 0x1d00ffff, fsync: 'none' };
  const mine = { type: 'mine', order: 1, bits: 0x1d00ffff, count: 1 };
  test.each<[string, unknown, WireFault]>([
    ['another version', { ...open, version: 2 }, 'version'],
    ['no version', { ...open, version: undefined }, 'version'],
    ['a session without a name', { ...open, session: '' }, 'malformed'],
    ['a name of 201 bytes', { ...open, session: `${'ä'.repeat(100)}x` }, 'malformed'],
    ['bits that are no target', { ...mine, bits: 0 }, 'malformed'],
    ['negative bits', { ...mine, bits: 0x1d800001 }, 'malformed'],
    ['no ticks at all', { ...mine, count: 0 }, 'malformed'],
    ['part of a tick', { ...mine, count: 1.5 }, 'malformed'],
    ['round 0', { ...mine, round: { number: 0, heads: [] } }, 'malformed'],
    ['a short key', { ...mine, round: { number: 1, heads: [{ device: '07', head: HEX }] } }, 'malformed'],
    [
      'capital hex',
      { ...mine, round: { number: 1, heads: [{ device: HEX, head: HEX.replace('0', 'A') }] } },
      'malformed',
    ],
    [
      '257 heads',
      { ...mine, round: { number: 1, heads: Array(257).fill({ device: HEX, head: HEX }) } },
      'malformed',
    ],
    ['a short record', { type: 'tick', tick: '00' }, 'malformed'],
    ['a type that is not known', { type: 'shutdown' }, 'malformed'],
    ['another object', {}, 'malformed'],
    ['a list', [], 'malformed'],
    ['nothing', null, 'malformed'],
  ])('%s', (_name, message, fault) => {
    expect(faultOf(() => readCoordinatorMessage(JSON.stringify(message)))).toBe(fault);
  });

  test('what is no JSON, and what is too long', () => {
    expect(faultOf(() => readDeviceMessage('{"type":'))).toBe('malformed');
    expect(faultOf(() => readDeviceMessage(' '.repeat(LONGEST_LINE + 1)))).toBe('oversized');
  });

  test('any line, by a name and never by another error', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.object().map((o) => JSON.stringify({ ...o, type: 'mine' })),
        ),
        (line) => {
          faultOf(() => readCoordinatorMessage(line));
          faultOf(() => readDeviceMessage(line));
        },
      ),
    );
  });
});

test('what a peer says can be shown: without control characters, and not for ever', () => {
  const line = JSON.stringify({ type: 'refused', fault: 'x', message: `\u001b[2J${'y'.repeat(1000)}` });
  const message = readDeviceMessage(line);
  const shown = message.type === 'refused' ? message.message : '';
  expect(shown.length).toBeLessThan(302);
  expect(shown).not.toContain('\u001b');
  expect(shown).toContain('yyy');
});

describe('lines', () => {
  test('are found however they are cut', () => {
    const text = '{"a":"ä€😀"}\n\n{"b":2}\r\nrest';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 8 })), (sizes) => {
        const reader = new LineReader();
        const all = Buffer.from(text);
        const lines = [];
        let at = 0;
        for (const size of [...sizes, all.length]) {
          lines.push(...reader.push(all.subarray(at, at + size)));
          at += size;
        }
        expect(lines).toEqual([{ text: '{"a":"ä€😀"}' }, { text: '{"b":2}' }]);
      }),
    );
  });

  test('that are too long are told by their length, and the next is read', () => {
    const reader = new LineReader(10);
    const lines = ['0123456', '789', '0', '123\nnext\n'].flatMap((part) => [
      ...reader.push(Buffer.from(part)),
    ]);
    expect(lines).toEqual([{ oversized: 14 }, { text: 'next' }]);
  });

  test('hold no more than the longest', () => {
    fc.assert(
      fc.property(bytes(40), (part) => {
        const reader = new LineReader(10);
        for (let i = 0; i < 10; i++)
          [...reader.push(Buffer.from(part.map((byte) => (byte === 10 ? 0 : byte))))];
        expect([...reader.push(Buffer.from('\nok\n'))].at(-1)).toEqual({ text: 'ok' });
      }),
      { numRuns: 10 },
    );
  });
});
