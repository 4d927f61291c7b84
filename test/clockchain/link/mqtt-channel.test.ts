import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MqttChannel } from '../../../src/clockchain/link/mqtt-channel.js';
import { type PlacedFrame, readFrame } from '../../../src/clockchain/link/mqtt-frame.js';
import type { WireError } from '../../../src/clockchain/link/wire.js';

const CALL = 'ab'.repeat(16);
/** Lines that may be under way, as mqtt-channel.ts has it. */
const WINDOW = 256;

/** An end of a connection: what it publishes, and what it has taken in. */
class End {
  readonly published: PlacedFrame[] = [];
  readonly lines: string[] = [];
  isEnded = false;
  onPublish: () => void = () => {};
  readonly channel = new MqttChannel({
    call: CALL,
    sign: () => new Uint8Array(64),
    publish: (text) => {
      this.published.push(readFrame(Buffer.from(text)) as PlacedFrame);
      this.onPublish();
    },
    onLine: async (line) => {
      this.lines.push(line);
    },
    onEnd: () => {
      this.isEnded = true;
    },
  });
}

/** What an end publishes that says these lines, and ends. */
function said(lines: readonly string[]): PlacedFrame[] {
  const end = new End();
  for (const line of lines) void end.channel.send(line);
  end.channel.end();
  return end.published;
}

/** All that is waited for without a timer has come about. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

function faultOf(take: () => void): string | undefined {
  try {
    take();
    return undefined;
  } catch (error) {
    return (error as WireError).fault;
  }
}

test('lines come in their order, each once, however the broker orders and repeats them', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.string(), { maxLength: 40 }).chain((lines) => {
        const frames = said(lines);
        return fc.record({
          lines: fc.constant(lines),
          frames: fc.shuffledSubarray(frames, { minLength: frames.length }),
          again: fc.array(fc.constantFrom(...frames), { maxLength: 10 }),
        });
      }),
      async ({ lines, frames, again }) => {
        const end = new End();
        for (const frame of frames) end.channel.take(frame, false);
        // QoS 1: at least once.
        for (const frame of again) end.channel.take(frame, true);
        await settled();
        expect(end.lines).toEqual(lines);
        expect(end.isEnded).toBe(true);
      },
    ),
  );
});

test('without one of them, those before it come, and no end', async () => {
  const lines = ['zero', 'one', 'two', 'three'];
  for (const [lost] of lines.entries()) {
    const end = new End();
    for (const frame of said(lines)) if (frame.n !== lost) end.channel.take(frame, false);
    await settled();
    expect(end.lines).toEqual(lines.slice(0, lost));
    expect(end.isEnded).toBe(false);
  }
});

describe('refuses', () => {
  const [first, second] = said(['one', 'two']) as [PlacedFrame, PlacedFrame];

  test('a line again, unless the broker says that it repeats it', async () => {
    const end = new End();
    end.channel.take(first, false);
    expect(faultOf(() => end.channel.take(first, false))).toBe('replayed');
    expect(faultOf(() => end.channel.take(first, true))).toBeUndefined();
    end.channel.take(second, false);
    await settled();
    expect(end.lines).toEqual(['one', 'two']);
  });

  test('another one in the place of one that waits', async () => {
    const end = new End();
    end.channel.take(second, false);
    expect(faultOf(() => end.channel.take({ ...second, line: 'no' } as PlacedFrame, false))).toBe('replayed');
    end.channel.take(first, false);
    await settled();
    expect(end.lines).toEqual(['one', 'two']);
  });

  test('what is further ahead than can be under way: nothing piles up', () => {
    const end = new End();
    expect(faultOf(() => end.channel.take({ ...first, n: WINDOW }, false))).toBeUndefined();
    expect(faultOf(() => end.channel.take({ ...first, n: WINDOW + 1 }, false))).toBe('unexpected');
  });

  test('an acknowledgement of what was never said', () => {
    const end = new End();
    const taken = { ...first, type: 'taken', n: 1 } as PlacedFrame;
    expect(faultOf(() => end.channel.take(taken, false))).toBe('unexpected');
  });
});

test('no more lines are under way than the window, and all come', async () => {
  const here = new End();
  const there = new End();
  let delivered = 0;
  const deliver = () => {
    while (delivered < here.published.length) there.channel.take(here.published[delivered++]!, false);
  };
  const lines = Array.from({ length: 1000 }, (_, i) => String(i));
  const saying = (async () => {
    for (const line of lines) await here.channel.send(line);
    here.channel.end();
  })();
  await settled();
  expect(here.published).toHaveLength(WINDOW);
  there.onPublish = () => here.channel.take(there.published.at(-1)!, false);
  here.onPublish = deliver;
  deliver();
  await saying;
  await settled();
  expect(there.lines).toEqual(lines);
  expect(there.isEnded).toBe(true);
});

test('one that is abandoned says and takes nothing more, and lets go who waits for room', async () => {
  const end = new End();
  const full = Array.from({ length: WINDOW }, () => end.channel.send('x'));
  end.channel.abandon();
  await Promise.all(full);
  await end.channel.send('y');
  end.channel.end();
  end.channel.take(said(['one'])[0]!, false);
  await settled();
  expect(end.published).toHaveLength(WINDOW);
  expect(end.lines).toEqual([]);
});

test('no more than 64 Mi characters wait to be taken in, whatever the window', async () => {
  let release = () => {};
  const lines: string[] = [];
  const channel = new MqttChannel({
    call: CALL,
    sign: () => new Uint8Array(64),
    publish: () => {},
    onLine: async (line) => {
      lines.push(line);
      if (lines.length === 1) await new Promise<void>((resolve) => (release = resolve));
    },
    onEnd: () => {},
  });
  const line = 'x'.repeat(65_536);
  const faults: (string | undefined)[] = [];
  for (let n = 0; n < 1100; n++) {
    faults.push(faultOf(() => channel.take({ type: 'line', call: CALL, n, line } as PlacedFrame, false)));
    // The first is under way from here on, and does not wait.
    if (n === 0) await settled();
  }
  expect(faults.indexOf('oversized')).toBe(1026);
  expect(faults.filter((fault) => fault === 'oversized')).toHaveLength(1100 - 1026);
  release();
  await settled();
  expect(lines).toHaveLength(1026);
});
