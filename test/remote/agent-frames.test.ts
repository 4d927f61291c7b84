import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AgentFrameReader } from '../../src/remote/agent-frames.js';

const TOKEN = 'mine-wasm-0123456789abcdef';
const line = (frame: object) => `\n${TOKEN} ${JSON.stringify(frame)}\n`;
const invalid = expect.objectContaining({ code: 'ERR_REMOTE_OUTPUT' });

const noise = fc.string({ unit: 'binary' }).filter((text) => !text.includes(TOKEN));
const frame = fc.oneof(
  fc.record({ type: fc.constantFrom('stdout', 'stderr'), line: fc.string({ unit: 'binary' }) }),
  fc.constant({ type: 'start' }),
  fc.record({ type: fc.constant('end'), code: fc.option(fc.nat()), signal: fc.constant(null) }),
);

test('finds every frame, whatever stands between them and wherever the stream is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(noise, frame)),
      noise,
      fc.integer({ min: 1, max: 50 }),
      (pairs, rest, size) => {
        const bytes = Buffer.from(`${pairs.map(([text, frame]) => text + line(frame)).join('')}${rest}`);
        const reader = new AgentFrameReader(TOKEN);
        const found: object[] = [];
        for (let at = 0; at < bytes.length; at += size)
          found.push(...reader.push(bytes.subarray(at, at + size)));
        expect(found).toEqual(pairs.map(([, frame]) => frame));
      },
    ),
  );
});

test('the words of a host without a fitting Node', () => {
  const read = (text: string) => [...new AgentFrameReader(TOKEN).push(Buffer.from(`${TOKEN} ${text}\n`))];
  expect(read('none ')).toEqual([{ type: 'none' }]);
  expect(read('none 18.20.4 /usr/bin/node')).toEqual([{ type: 'none', old: '18.20.4 /usr/bin/node' }]);
});

test('what is shown of a frame is plain text', () => {
  const read = (frame: object) => [...new AgentFrameReader(TOKEN).push(Buffer.from(line(frame)))];
  const odd = 'a\u001b[2J\u202eb';
  expect(read({ type: 'hello', node: odd, architecture: odd })).toEqual([
    { type: 'hello', node: 'a [2J b', architecture: 'a [2J b' },
  ]);
  expect(read({ type: 'end', code: null, signal: odd })).toMatchObject([{ signal: 'a [2J b' }]);
});

test.each([
  'no JSON',
  '{}',
  '{"type":"other"}',
  '{"type":"end"}',
  '{"type":"fault","code":"ERR_OTHER","message":""}',
  '{"type":"stdout","line":5}',
])('refuses %s', (text) => {
  const reader = new AgentFrameReader(TOKEN);
  expect(() => [...reader.push(Buffer.from(`${TOKEN} ${text}\n`))]).toThrow(invalid);
});

test('does not keep a line that never ends', () => {
  const reader = new AgentFrameReader(TOKEN, 1000);
  expect([...reader.push(Buffer.alloc(900, 'x'))]).toEqual([]);
  expect(() => [...reader.push(Buffer.alloc(900, 'x'))]).toThrow(invalid);
});
