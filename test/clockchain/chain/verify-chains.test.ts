import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Target } from '../../../dist/bitcoin/target.js';
// As built: its threads load a file beside it.
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { CHAIN_FORMAT, TICK_KIND } from '../../../src/clockchain/chain/chain-format.js';
import { encodeRecord } from '../../../src/clockchain/records/record.js';
import type { Citation, Tick } from '../../../src/clockchain/tick/tick.js';
import { encodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { temporaryFolder } from '../records/samples.js';
import { chainOf, chainParts, SESSION } from '../support/chain-samples.js';
import { genesis, hash, nextRound } from '../support/rounds.js';
import { type Draft, EASY_BITS, solve, TestDevice } from '../support/test-device.js';

const ANNA = new TestDevice('anna');
const BERT = new TestDevice('bert');
const CARL = new TestDevice('carl');

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const display = (tick: Tick) => hexOf(Uint8Array.from(hash(tick)).reverse());
const cite = (tick: Tick): Citation => ({ device: tick.device, head: hash(tick) });

/** Takes a device's next tick, in a session that is written down as it goes. */
class Session {
  readonly chains = new Map<TestDevice, Tick[]>();

  tick(device: TestDevice, draft: Omit<Draft, 'prev'> = {}): Tick {
    const chain = this.chains.get(device) ?? [];
    const last = chain.at(-1);
    const tick = device.mine({ prev: last ? hash(last) : genesis(SESSION), ...draft });
    this.chains.set(device, [...chain, tick]);
    return tick;
  }

  /** @returns the files, in the order of the devices given */
  write(folder: string, devices: readonly TestDevice[] = [...this.chains.keys()]): string[] {
    return devices.map((device) => {
      const path = join(folder, `${device.id.slice(0, 8)}.chain`);
      writeFileSync(path, Buffer.concat(chainParts(device.publicKey, this.chains.get(device) ?? [])));
      return path;
    });
  }
}

/** Anna and Bert cite each other to and fro, Carl both of them at the end. */
function freeSession(): Session {
  const session = new Session();
  let anna = session.tick(ANNA);
  let bert = session.tick(BERT);
  for (let i = 0; i < 4; i++) {
    bert = session.tick(BERT, { citations: [cite(anna)] });
    anna = session.tick(ANNA, { citations: [cite(bert)] });
    if (i % 2 === 0) anna = session.tick(ANNA);
  }
  session.tick(CARL, { citations: [cite(anna), cite(bert)] });
  return session;
}

/** Six rounds; Bert misses the third. */
function roundSession(): Session {
  const session = new Session();
  let present: Tick[] = [];
  for (let round = 1; round <= 6; round++) {
    const devices = round === 3 ? [ANNA, CARL] : [ANNA, BERT, CARL];
    const before = present;
    present = devices.map((device) => session.tick(device, nextRound(round, before, device)));
  }
  return session;
}

/** Three ticks of Anna's as a file's parts: magic, head, ticks. */
const TICKS = chainOf(ANNA, 3);
const record = (tick: Tick) => encodeRecord(CHAIN_FORMAT, TICK_KIND, encodeTick(tick));
const partsOf = (ticks: readonly Tick[]) => chainParts(ANNA.publicKey, ticks);
const last = (draft: Draft) => partsOf([TICKS[0]!, TICKS[1]!, ANNA.mine(draft)]);
const offsetOf = (parts: readonly Uint8Array[], number: number) =>
  parts.slice(0, 1 + number).reduce((sum, part) => sum + part.length, 0);

describe('a session that is in order', () => {
  test.each([
    { mode: 'free', make: freeSession, expected: { anna: [7, 11], bert: [5, 10], carl: [1, 12] } },
    { mode: 'rounds', make: roundSession, expected: { anna: [6, 6], bert: [5, 6], carl: [6, 6] } },
  ])('in the mode $mode, in any order of the files', async ({ make, expected }) => {
    const session = make();
    const folder = temporaryFolder();
    const devices = [
      { device: ANNA, figures: expected.anna },
      { device: BERT, figures: expected.bert },
      { device: CARL, figures: expected.carl },
    ];
    for (const order of [devices, [...devices].reverse(), [devices[1]!, devices[2]!, devices[0]!]]) {
      const paths = session.write(
        folder,
        order.map(({ device }) => device),
      );
      const verdicts = await verifyChains(paths);
      expect(verdicts).toEqual(
        order.map(({ device, figures: [ticks, lamport] }, i) => ({
          path: paths[i],
          session: SESSION,
          device: device.id,
          ticks,
          lamport,
          tip: display(session.chains.get(device)!.at(-1)!),
          easiest: Target.fromBits(EASY_BITS).toHex(),
          expectedTries: ticks! * Target.fromBits(EASY_BITS).expectedHashes,
          fault: undefined,
          torn: undefined,
        })),
      );
    }
  });

  test('on threads as on the calling thread', async () => {
    const paths = freeSession().write(temporaryFolder());
    expect(await verifyChains(paths, { threads: 2 })).toEqual(await verifyChains(paths, { threads: 0 }));
  });

  test('of more ticks than are read at once', async () => {
    const session = new Session();
    session.chains.set(ANNA, chainOf(ANNA, 700));
    const paths = session.write(temporaryFolder());
    const told: number[] = [];
    const [verdict] = await verifyChains([...paths, ...Array.from({ length: 15 }, () => 'missing')], {
      threads: 2,
      onProgress: ({ ticks, bytes, totalBytes }) => {
        told.push(ticks);
        expect(bytes).toBeLessThanOrEqual(totalBytes);
      },
    });
    expect(verdict).toMatchObject({ ticks: 700, lamport: 700, fault: undefined });
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(700);
    expect(told.length).toBeGreaterThan(2);
  });

  test('with a torn end, which is told and is no fault', async () => {
    const parts = partsOf(TICKS);
    const bytes = Buffer.concat(parts).subarray(0, -10);
    const path = join(temporaryFolder(), 'a.chain');
    writeFileSync(path, bytes);
    const offset = offsetOf(parts, 3);
    expect(await verifyChains([path])).toMatchObject([
      { ticks: 2, fault: undefined, torn: { record: 3, offset, bytes: bytes.length - offset } },
    ]);
  });
});

describe('what is no chain is refused', () => {
  const whole = Buffer.concat(partsOf(TICKS));
  test.each([
    ['an empty file', 'head', Buffer.alloc(0)],
    ['zeros', 'head', Buffer.alloc(5000)],
    ['half of the first 8 bytes', 'head', Buffer.from('MWCH')],
    ['the first 8 bytes alone', 'head', whole.subarray(0, 8)],
    ['half of the head', 'head', whole.subarray(0, 30)],
    ['a head of zeros', 'head', Buffer.concat([whole.subarray(0, 8), Buffer.alloc(600)])],
    ['text, with zeros behind it', 'magic', Buffer.concat([Buffer.from('notes\n'), Buffer.alloc(5000)])],
    ['zeros, with text behind them', 'magic', Buffer.concat([Buffer.alloc(5000), Buffer.from('notes\n')])],
    [
      'other first bytes, with zeros behind them',
      'magic',
      Buffer.concat([Buffer.from('MWCX'), Buffer.alloc(1024)]),
    ],
  ])('%s (%s)', async (_, name, bytes) => {
    const path = join(temporaryFolder(), 'a.chain');
    writeFileSync(path, bytes);
    const offset = 0;
    expect(await verifyChains([path])).toMatchObject([
      { device: undefined, ticks: 0, tip: undefined, fault: { name, record: 0, offset } },
    ]);
  });
});

describe('a damaged file is refused by name and record', () => {
  const whole = partsOf(TICKS);
  const flipped = (number: number, byte: number) =>
    whole.map((part, i) =>
      i === number + 1 ? part.map((value, j) => (j === byte ? value ^ 1 : value)) : part,
    );
  const resigned = (tick: Tick): Tick => ({ ...tick, signature: ANNA.sign(tick.header.hashBytes()) });
  const prev = hash(TICKS[1]!);
  const unsolved = (() => {
    for (let nonce = 0; ; nonce++) {
      const header = TICKS[2]!.header.withNonce(nonce);
      if (!header.target().isMetBy(header.hashBytes())) return resigned({ ...TICKS[2]!, header });
    }
  })();
  const zeros = new Uint8Array(32);
  const cases: [what: string, name: string, number: number, parts: Uint8Array[], verified?: number][] = [
    [
      'a flipped bit in the magic',
      'magic',
      0,
      whole.map((part, i) => (i === 0 ? part.map((b) => b ^ 1) : part)),
    ],
    ['a flipped bit in the head', 'checksum', 0, flipped(0, 20)],
    ['a flipped bit in a tick', 'checksum', 2, flipped(2, 100)],
    ['a flipped bit in a checksum', 'checksum', 2, flipped(2, 5)],
    ['a length that leads too far', 'length', 2, flipped(2, 2)],
    ['a length of nothing', 'length', 2, [...whole.slice(0, 3), new Uint8Array(8), whole[4]!]],
    ['junk at the end', 'length', 4, [...whole, Buffer.from('not a record at all')]],
    ['an unknown kind', 'kind', 3, [...whole.slice(0, 4), encodeRecord(CHAIN_FORMAT, 7, zeros)]],
    ['a second head', 'kind', 2, [...whole.slice(0, 3), whole[1]!, ...whole.slice(3)]],
    [
      'half a tick in a whole record',
      'tick',
      3,
      [...whole.slice(0, 4), encodeRecord(CHAIN_FORMAT, 1, zeros)],
    ],
    ['a tick left out', 'link', 2, [...whole.slice(0, 3), whole[4]!]],
    ['a tick twice', 'replayed', 3, [...whole.slice(0, 4), whole[3]!]],
    ['ticks in another order', 'link', 1, [...whole.slice(0, 2), whole[3]!, whole[2]!, whole[4]!]],
    ['a tick beside another', 'stale', 3, last({ prev: hash(TICKS[0]!) })],
    ["another session's tick", 'link', 3, last({ prev: genesis('house') })],
    ["another device's tick", 'device', 3, [...whole.slice(0, 4), record(BERT.mine({ prev }))]],
    [
      "another device's signature",
      'signature',
      3,
      partsOf([...TICKS.slice(0, 2), { ...TICKS[2]!, signature: BERT.sign(hash(TICKS[2]!)) }]),
    ],
    ['too little work', 'work', 3, partsOf([...TICKS.slice(0, 2), unsolved])],
    ['an easier target', 'bits', 3, last({ prev, bits: 0x207fffff })],
    ['bits that are none', 'bits', 3, last({ prev, bits: 0x20800001 })],
    [
      'another payload than the root has',
      'root',
      3,
      partsOf([...TICKS.slice(0, 2), { ...TICKS[2]!, payload: zeros }]),
    ],
    ['another version', 'version', 3, last({ prev, version: 1 })],
    [
      'a citation of nothing',
      'unknown-citation',
      3,
      last({ prev, citations: [{ device: BERT.publicKey, head: zeros }] }),
    ],
    ['a citation of itself', 'cites-itself', 3, last({ prev, citations: [cite(TICKS[1]!)] })],
    ['a round out of nowhere', 'round', 3, last({ prev, round: 7, roundRoot: prev })],
    ['a round root outside of rounds', 'round-root', 3, last({ prev, roundRoot: prev })],
  ];

  test.each(cases)('%s: %s', async (_, name, number, parts) => {
    const path = join(temporaryFolder(), 'a.chain');
    writeFileSync(path, Buffer.concat(parts));
    const easiest = Target.fromBits(EASY_BITS);
    for (const threads of name === 'signature' ? [0, 1] : [0]) {
      const [verdict] = await verifyChains([path], { threads, rules: { easiest } });
      const offset = name === 'magic' ? 0 : offsetOf(parts, number);
      expect(verdict!.fault).toMatchObject({ name, record: number, offset });
      expect(verdict!.ticks).toBe(Math.max(0, number - 1));
      expect(verdict!.tip).toBe(number > 1 ? display(TICKS[number - 2] ?? TICKS[2]!) : undefined);
      expect(verdict!.fault!.message).toMatch(/^Expected .*, got /);
      expect(verdict!.fault!.message).toContain(path);
    }
  });

  test('a citation of a tick as another device’s', async () => {
    const session = new Session();
    const bert = session.tick(BERT);
    session.tick(CARL);
    session.tick(ANNA, { citations: [{ device: CARL.publicKey, head: hash(bert) }] });
    const verdicts = await verifyChains(session.write(temporaryFolder(), [ANNA, BERT, CARL]));
    expect(verdicts.map(({ fault }) => fault?.name)).toEqual(['citation', undefined, undefined]);
  });

  test('a tick whose nonce was searched for another root', async () => {
    const header = solve(hash(TICKS[1]!), hash(TICKS[0]!), EASY_BITS);
    const path = join(temporaryFolder(), 'a.chain');
    const forged = { ...TICKS[2]!, header, signature: ANNA.sign(header.hashBytes()) };
    writeFileSync(path, Buffer.concat(partsOf([TICKS[0]!, TICKS[1]!, forged])));
    expect(await verifyChains([path])).toMatchObject([{ fault: { name: 'root', record: 3 }, ticks: 2 }]);
  });
});

describe('of several files', () => {
  test('a chain that is not among them is named where it is cited', async () => {
    const [anna, carl] = freeSession().write(temporaryFolder(), [ANNA, CARL]);
    const [first, second] = await verifyChains([anna!, carl!]);
    expect(first).toMatchObject({ ticks: 1, fault: { name: 'unknown-citation', record: 2 } });
    expect(first!.fault!.message).toContain(`of device ${BERT.id}, whose chain is not among the files`);
    expect(second).toMatchObject({ ticks: 0, fault: { name: 'unknown-citation', record: 1 } });
  });

  test('what a faulty chain no longer has is named where it is cited', async () => {
    const session = freeSession();
    const paths = session.write(temporaryFolder(), [ANNA, BERT, CARL]);
    const bert = session.chains.get(BERT)!;
    const parts = chainParts(BERT.publicKey, bert);
    parts[4]![60]! ^= 1;
    writeFileSync(paths[1]!, Buffer.concat(parts));
    const verdicts = await verifyChains(paths);
    expect(verdicts.map(({ ticks, fault }) => [ticks, fault?.name, fault?.record])).toEqual([
      [3, 'unknown-citation', 4],
      [2, 'checksum', 3],
      [0, 'unknown-citation', 1],
    ]);
    expect(verdicts[0]!.fault!.message).toContain(
      `which ${paths[1]} does not have, or not in front of its own fault`,
    );
  });

  test('chains that wait for each other don’t hang', async () => {
    const session = new Session();
    session.tick(ANNA, { citations: [{ device: BERT.publicKey, head: genesis('b') }] });
    session.tick(BERT, { citations: [{ device: ANNA.publicKey, head: genesis('a') }] });
    const paths = session.write(temporaryFolder());
    const verdicts = await verifyChains(paths);
    expect(verdicts.map(({ fault }) => fault?.name)).toEqual(['unknown-citation', 'unknown-citation']);
    expect(verdicts[0]!.fault!.message).toContain(
      `${paths[1]} does not have before it waits for another chain`,
    );
  });

  test('a chain of another session, and a second one of a device, are turned away; the others are verified', async () => {
    const folder = temporaryFolder();
    const files = {
      anna: chainParts(ANNA.publicKey, TICKS),
      house: chainParts(BERT.publicKey, chainOf(BERT, 2, 'house'), 'house'),
      again: chainParts(ANNA.publicKey, TICKS.slice(0, 1)),
    };
    const paths = Object.entries(files).map(([name, parts]) => {
      writeFileSync(join(folder, name), Buffer.concat(parts));
      return join(folder, name);
    });
    const verdicts = await verifyChains(paths);
    expect(verdicts.map(({ fault }) => fault?.name)).toEqual([undefined, 'session', 'device']);
    expect(verdicts.map(({ ticks }) => ticks)).toEqual([3, 0, 0]);
    expect((await verifyChains(paths, { session: 'house' })).map(({ fault }) => fault?.name)).toEqual([
      'session',
      undefined,
      'session',
    ]);
  });

  test('one that can’t be read is told with the others', async () => {
    const [anna, bert, carl] = freeSession().write(temporaryFolder(), [ANNA, BERT, CARL]) as [
      string,
      string,
      string,
    ];
    rmSync(carl);
    const verdicts = await verifyChains([carl, anna, bert]);
    expect(verdicts.map(({ fault, ticks }) => [fault?.name, ticks])).toEqual([
      ['disk', 0],
      [undefined, 7],
      [undefined, 5],
    ]);
  });

  test('none of them is nothing to verify', async () => {
    expect(await verifyChains([])).toEqual([]);
  });
});
