import { expect, test, vi } from 'vitest';
import {
  callText,
  type Frame,
  frameText,
  LONGEST_FRAME,
  readFrame,
  writeFrame,
} from '../../../src/clockchain/link/mqtt-frame.js';
import { readPresence } from '../../../src/clockchain/link/mqtt-presence.js';
import { LONGEST_LINE, type WireError, type WireFault } from '../../../src/clockchain/link/wire.js';

const CALL = 'ab'.repeat(16);
const signature = new Uint8Array(64).fill(5);
const coordinator = new Uint8Array(32).fill(6);
const LINE = { type: 'line', call: CALL, n: 3, line: '{"type":"stop"}', signature } as const;
const FRAMES: readonly Frame[] = [
  LINE,
  { type: 'taken', call: CALL, n: 32, signature },
  { type: 'end', call: CALL, n: 0, signature },
  { type: 'call', call: CALL, process: CALL, coordinator, signature },
];
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));

function faultOf(read: () => unknown): WireFault | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    return (error as WireError).fault;
  }
}

test.each(FRAMES.map((frame) => [frame.type, frame] as const))('%s goes there', (_type, frame) => {
  expect(readFrame(Buffer.from(writeFrame(frame)))).toEqual(frame);
});

test('the longest line fits, however it is escaped', () => {
  for (const character of ['x', '"', '\\', '\n']) {
    const text = writeFrame({ ...LINE, line: character.repeat(LONGEST_LINE) });
    expect(readFrame(Buffer.from(text))).toMatchObject({ n: 3 });
  }
});

const written = () => JSON.parse(writeFrame(LINE));
test.each<[string, () => unknown, WireFault]>([
  ['a line that is too long', () => ({ ...written(), line: 'x'.repeat(LONGEST_LINE + 1) }), 'oversized'],
  ['no signature', () => ({ ...written(), signature: undefined }), 'malformed'],
  ['a short signature', () => ({ ...written(), signature: '05' }), 'malformed'],
  ['another call', () => ({ ...written(), call: 'x' }), 'malformed'],
  ['a negative place', () => ({ ...written(), n: -1 }), 'malformed'],
  ['half a place', () => ({ ...written(), n: 0.5 }), 'malformed'],
  ['another type', () => ({ ...written(), type: 'toString' }), 'malformed'],
  ['a list', () => [], 'malformed'],
  ['nothing', () => null, 'malformed'],
])('refuses %s', (_what, value, fault) => {
  expect(faultOf(() => readFrame(bytesOf(value())))).toBe(fault);
});

test('what is too long is not even parsed', () => {
  const parse = vi.spyOn(JSON, 'parse');
  const decode = vi.spyOn(Buffer.prototype, 'toString');
  try {
    expect(faultOf(() => readFrame(Buffer.alloc(LONGEST_FRAME + 1, ' ')))).toBe('oversized');
    expect(faultOf(() => readPresence(Buffer.alloc(1025, ' ')))).toBe('oversized');
    expect(parse).not.toHaveBeenCalled();
    expect(decode).not.toHaveBeenCalled();
  } finally {
    parse.mockRestore();
    decode.mockRestore();
  }
});

test('what is signed tells sender, session, connection, place and line apart', () => {
  const { type, call, n, line } = LINE;
  const frame = { type, call, n, line } as const;
  const texts = [
    frameText('garden', 'device', frame),
    frameText('garden', 'coordinator', frame),
    frameText('orchard', 'device', frame),
    frameText('garden', 'device', { ...frame, call: 'cd'.repeat(16) }),
    frameText('garden', 'device', { ...frame, n: 4 }),
    frameText('garden', 'device', { ...frame, line: '' }),
    frameText('garden', 'device', { type: 'taken', call, n }),
    frameText('garden', 'device', { type: 'end', call, n }),
    callText('garden', 'ada', { type: 'call', call, process: CALL, coordinator }),
    callText('garden', 'bob', { type: 'call', call, process: CALL, coordinator }),
    callText('garden', 'ada', { type: 'call', call, process: 'cd'.repeat(16), coordinator }),
  ].map((text) => Buffer.from(text).toString());
  expect(new Set(texts).size).toBe(texts.length);
});
