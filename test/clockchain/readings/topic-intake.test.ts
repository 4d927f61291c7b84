import { describe, expect, it } from 'vitest';
import { identityOf, ReadingIdentities } from '../../../src/clockchain/readings/reading-identities.js';
import { LONGEST_MESSAGE, TopicIntake } from '../../../src/clockchain/readings/topic-intake.js';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a reading is known again', () => {
  it('by its whole line, when it has an id that is a string or a number', () => {
    for (const line of ['{"id":1}', '{"id":"a","t":2}', '{"t":2, "id": -0.5}']) {
      expect(identityOf(bytes(line))).toBe(identityOf(bytes(line)));
      expect(identityOf(bytes(line))).toBeTypeOf('string');
    }
    expect(identityOf(bytes('{"id":1,"t":2}'))).not.toBe(identityOf(bytes('{"id":1,"t":3}')));
  });

  it.each(['{"t":1}', '{"id":null}', '{"id":{"id":1}}', '{"t":{"id":1}}', '"id"', 'null "id"', '{"id":1'])(
    'but not %s',
    (line) => {
      expect(identityOf(bytes(line))).toBeUndefined();
    },
  );

  it('while it is among the last', () => {
    const identities = new ReadingIdentities(3);
    for (const name of ['a', 'b', 'c', 'a', 'd']) identities.add(name);
    expect(['a', 'b', 'c', 'd'].map((name) => identities.has(name))).toEqual([true, false, true, true]);
  });
});

/** An intake, and the lines that are taken of it, as a sealer would. */
function intake(identities?: ReadingIdentities) {
  const refused: string[] = [];
  const topics = new TopicIntake((topic, { message }) => refused.push(`${topic}: ${message}`), identities);
  const iterator = topics.lines();
  const next = async () => Buffer.from((await iterator.next()).value).toString();
  return { topics, refused, next };
}

/** Whether a promise has resolved by now. */
async function isDone(promise: Promise<unknown>): Promise<boolean> {
  let done = false;
  void promise.then(() => {
    done = true;
  });
  await new Promise(setImmediate);
  return done;
}

describe('a message', () => {
  it('of one reading is done when the journal has it', async () => {
    const { topics, next } = intake();
    const taken = topics.take('a/b', bytes('{"t":1}'));
    expect(await next()).toBe('{"t":1}');
    expect(await isDone(taken)).toBe(false);
    expect(topics.settle(1, true)).toBe('a/b');
    await taken;
    expect(topics.messages).toBe(1);
  });

  it('of several lines is done when the journal has all, or they were refused', async () => {
    const { topics, next } = intake();
    const taken = topics.take('a', bytes('{"t":1}\r\n\n \t\nnonsense\n{"t":2}'));
    expect([await next(), await next(), await next()]).toEqual(['{"t":1}\r', 'nonsense', '{"t":2}']);
    topics.settle(1, true);
    topics.settle(3, true);
    expect(await isDone(taken)).toBe(false);
    topics.settle(2, false);
    await taken;
  });

  it('without a reading is done at once', async () => {
    const { topics, refused } = intake();
    await topics.take('a', new Uint8Array(0));
    await topics.take('a', bytes('\n\n'));
    expect([topics.messages, refused]).toEqual([2, []]);
  });

  it('that is too long is refused whole', async () => {
    const { topics, refused, next } = intake();
    await topics.take('big', new Uint8Array(LONGEST_MESSAGE + 1).fill(10));
    expect(refused).toEqual([
      'big: Expected the reading to come in a message of at most 262144 bytes, got 262145 bytes',
    ]);
    void topics.take('a', bytes('{"t":1}'));
    expect(await next()).toBe('{"t":1}');
  });
});

describe('a reading that comes again', () => {
  it('while it is on its way is waited for, and not taken twice', async () => {
    const { topics, next } = intake();
    const [first, again] = [
      topics.take('a', bytes('{"id":1}')),
      topics.take('b', bytes('{"id":1}\n{"t":1}')),
    ];
    expect([await next(), await next()]).toEqual(['{"id":1}', '{"t":1}']);
    topics.settle(2, true);
    expect([await isDone(first), await isDone(again)]).toEqual([false, false]);
    topics.settle(1, true);
    await Promise.all([first, again]);
    expect(topics.repeated).toBe(1);
  });

  it('when the journal has it, of this run or an earlier one, is done at once', async () => {
    const { topics, next } = intake();
    topics.remember(bytes('{"id":"old"}'));
    topics.remember(bytes('no reading'));
    const taken = topics.take('a', bytes('{"id":"new"}'));
    await next();
    topics.settle(1, true);
    await taken;
    await topics.take('a', bytes('{"id":"new"}\n{"id":"old"}'));
    expect([topics.repeated, topics.messages]).toEqual([2, 2]);
  });

  it('after it was refused is refused again', async () => {
    const { topics, next } = intake();
    const line = '{"id":1,"type":"mine-wasm-transfer"}';
    for (const number of [1, 2]) {
      const taken = topics.take('a', bytes(line));
      expect(await next()).toBe(line);
      topics.settle(number, false);
      await taken;
    }
    expect(topics.repeated).toBe(0);
  });

  it('without an id is another reading', async () => {
    const { topics, next } = intake();
    void topics.take('a', bytes('{"t":1}'));
    void topics.take('a', bytes('{"t":1}'));
    expect([await next(), await next()]).toEqual(['{"t":1}', '{"t":1}']);
  });
});
