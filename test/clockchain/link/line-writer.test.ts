import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { LineWriter } from '../../../src/clockchain/link/line-writer.js';

const listeners = (stream: PassThrough) =>
  stream.eventNames().reduce((sum, name) => sum + stream.listenerCount(name), 0);

function full() {
  const stream = new PassThrough({ highWaterMark: 8 });
  const writer = new LineWriter(stream);
  const before = listeners(stream);
  const writes = Array.from({ length: 500 }, (_, i) => writer.write(`line ${i}`));
  return { stream, writer, before, writes };
}

test('with room a line waits for nothing', async () => {
  const stream = new PassThrough();
  await new LineWriter(stream).write('one');
  expect(stream.read().toString()).toBe('one\n');
});

test('however many lines wait, they wait for one thing, and come in order', async () => {
  const { stream, before, writes } = full();
  expect(listeners(stream)).toBe(before);
  // The first of them had room.
  expect(new Set(writes.slice(9)).size).toBe(1);
  let text = '';
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  await Promise.all(writes);
  stream.end();
  await new Promise((resolve) => stream.once('end', resolve));
  expect(text).toBe(Array.from({ length: 500 }, (_, i) => `line ${i}\n`).join(''));
});

test('after a wait there is another', async () => {
  const { stream, writer, writes } = full();
  stream.resume();
  await Promise.all(writes);
  stream.pause();
  const next = Array.from({ length: 5 }, () => writer.write('once more'));
  expect(next.at(-1)).not.toBe(writes[0]);
  stream.resume();
  await Promise.all(next);
});

test.each([
  ['the stream is gone', ({ stream }: ReturnType<typeof full>) => stream.destroy()],
  ['nobody reads any more', ({ writer }: ReturnType<typeof full>) => writer.abandon()],
])('when %s, nobody waits', async (_when, end) => {
  const begun = full();
  end(begun);
  await Promise.all(begun.writes);
  await begun.writer.write('too late');
});
