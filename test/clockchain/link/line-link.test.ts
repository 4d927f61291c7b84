import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { type DeviceProcess, LineLink } from '../../../src/clockchain/link/line-link.js';
import type { DeviceMessage, WireError } from '../../../src/clockchain/link/wire.js';
import { ManualClock } from '../../support/ssh/manual-clock.js';

/** A process that says what the test has it say. */
function fakeProcess() {
  const input = new PassThrough();
  const output = new PassThrough();
  let end: (how: string | undefined) => void = () => {};
  const ended = new Promise<string | undefined>((resolve) => {
    end = (how) => {
      output.end();
      resolve(how);
    };
  });
  const process: DeviceProcess = { input, output, ended, kill: () => end('it was killed') };
  return { process, input, output, end };
}

function connect() {
  const fake = fakeProcess();
  const clock = new ManualClock();
  const messages: DeviceMessage[] = [];
  const faults: WireError[] = [];
  let wake = () => {};
  let onEnd: (reason: string | undefined) => void = () => {};
  const over = new Promise<string | undefined>((resolve) => {
    onEnd = resolve;
  });
  const link = new LineLink('one', () => fake.process, {
    startSeconds: 30,
    silenceSeconds: 20,
    after: clock.after,
  });
  const connection = link.connect({
    async onMessage(message) {
      messages.push(message);
      wake();
    },
    onFault(error) {
      faults.push(error);
      wake();
    },
    onEnd,
  });
  const until = async (isSo: () => boolean) => {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { ...fake, clock, connection, messages, faults, over, until };
}

test('hands messages on, and names what is none', async () => {
  const { output, messages, faults, until } = connect();
  output.write('{"type":"alive"}\nwhat?\n{"type":"told"}\n');
  output.write(`${'x'.repeat(70_000)}\n{"type":"alive"}\n`);
  await until(() => messages.length === 3);
  expect(messages.map(({ type }) => type)).toEqual(['alive', 'told', 'alive']);
  expect(faults.map(({ fault }) => fault)).toEqual(['malformed', 'oversized']);
});

test('writes a line for each message', async () => {
  const { input, connection } = connect();
  await connection.send({ type: 'history', after: 3 });
  await connection.send({ type: 'stop' });
  expect(input.read().toString()).toBe('{"type":"history","after":3}\n{"type":"stop"}\n');
});

test('a device that never says a word of ours is ended', async () => {
  const { output, clock, faults, over, until } = connect();
  clock.advance(29);
  output.write('Welcome!\n');
  await until(() => faults.length === 1);
  clock.advance(1);
  expect(await over).toBe('it has said nothing for 30 s');
});

test('a device that hangs is ended; one that speaks is not', async () => {
  const { output, clock, messages, over, until } = connect();
  for (let i = 1; i <= 4; i++) {
    output.write('{"type":"alive"}\n');
    await until(() => messages.length === i);
    clock.advance(19);
  }
  clock.advance(1);
  expect(await over).toBe('it has said nothing for 20 s');
});

test('its own end is told with its reason', async () => {
  const { end, over } = connect();
  end('it ended with exit code 3');
  expect(await over).toBe('it ended with exit code 3');
});

test('closed, it takes what still comes, and its end has no reason', async () => {
  const { input, output, end, connection, messages, over } = connect();
  const closed = connection.close();
  expect(input.writableEnded).toBe(true);
  output.write('{"type":"told"}\n');
  end(undefined);
  await closed;
  expect(messages.map(({ type }) => type)).toEqual(['told']);
  expect(await over).toBeUndefined();
  // Nobody is left to hear it.
  await connection.send({ type: 'stop' });
});

test('closed, one that does not end is ended', async () => {
  const { clock, connection } = connect();
  const closed = connection.close();
  clock.advance(10);
  await closed;
});
