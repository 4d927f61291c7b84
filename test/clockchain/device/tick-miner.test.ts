import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Header } from '../../../dist/bitcoin/header.js';
import { Target } from '../../../dist/bitcoin/target.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { TickMiner, type TickSearch } from '../../../dist/clockchain/device/tick-miner.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import { hashOf } from '../../../dist/clockchain/tick/tick.js';
import { checkTick } from '../../../dist/clockchain/tick/tick-checks.js';
import { createMiner, type Miner } from '../../../dist/index.js';
import { places } from '../../support/oracle.js';
import { contentRoot, sha256d, toNumber, ZEROS } from '../support/oracle.js';
import { openSeeded } from '../support/seeded-key.js';

const prev = sha256d(Buffer.from('a session'));
const NOW = 1_800_000_000;
const now = () => 1000 * NOW + 999;
const target = targetOfZeros(2);

let miner: Miner;
let key: DeviceKey;
beforeAll(async () => {
  miner = await createMiner({ threads: 2, cache: false });
  key = await openSeeded(DeviceKey.open, '2a'.repeat(32));
});
afterAll(() => miner.close());

/** Tries up to the one that solves, one by one with node:crypto in the order of the search. */
function count(header: Header): number {
  const bytes = Buffer.from(header.withVersion(0x20000000).toBytes());
  let tries = 0;
  const problem = { header: bytes, target: 0n, start: 0, end: 0xffff, versionMask: 0x1fffe000 };
  // The first sixteen versions have more headers than are tried here.
  for (const { nonce, version } of places({ ...problem, versionRange: { start: 0, end: 15 } })) {
    tries++;
    bytes.writeInt32LE(version, 0);
    bytes.writeUInt32LE(nonce, 76);
    if (toNumber(sha256d(bytes)) <= header.target().toBigInt()) return tries;
  }
  throw new Error('Expected a solution, got none');
}

it('mines a tick that carries what was asked for', async () => {
  const citations = [{ device: sha256d(Buffer.of(1)), head: sha256d(Buffer.of(2)) }];
  const payload = sha256d(Buffer.of(3));
  const round = { number: 7, root: sha256d(Buffer.of(4)) };
  const mined = await new TickMiner(miner, key, now).mine(prev, { target, payload, round, citations });
  const { tick } = mined!;
  expect(tick).toMatchObject({ payload, citations, round: 7, roundRoot: round.root, device: key.publicKey });
  expect(tick.header.previousBlockHash).toBe(Buffer.from(prev).reverse().toString('hex'));
  expect(tick.header.merkleRoot).toBe(Buffer.from(contentRoot(tick)).reverse().toString('hex'));
  expect(tick.header).toMatchObject({ time: NOW, bits: target.bits });
  expect(checkTick(tick, { easiest: target })).toEqual(hashOf(tick));
});

it('needs nothing but a target', async () => {
  const mined = await new TickMiner(miner, key).mine(prev, { target, citations: [] });
  expect(mined!.tick).toMatchObject({ payload: ZEROS, roundRoot: ZEROS, round: 0, citations: [] });
  expect(mined!.tick.header.time).toBeGreaterThan(1_700_000_000);
});

it('counts the tries up to the one that solves, each once, on one thread and on several', async () => {
  const alone = await createMiner({ threads: 1, kernel: 'scalar', cache: false });
  let head = prev;
  for (let i = 0; i < 40; i++) {
    const request = { target, citations: [] };
    const mined = (await new TickMiner(miner, key, now).mine(head, request))!;
    expect(mined.tries).toBe(count(mined.tick.header));
    const again = (await new TickMiner(alone, key, now).mine(head, request))!;
    expect([again.tries, again.tick.header.toHex()]).toEqual([mined.tries, mined.tick.header.toHex()]);
    head = hashOf(mined.tick);
  }
  await alone.close();
});

it('goes on with a later time when every header has been tried', async () => {
  const times: number[] = [];
  const isExhausted = () => times.length <= 2;
  const search: TickSearch['search'] = async (options) => {
    times.push((options.header as { time: number }).time);
    if (!isExhausted()) return miner.search(options);
    // What a search of all 2^48 headers would say days later.
    const result = await miner.search({
      ...options,
      nonceRange: { start: 0, end: 0 },
      versionRange: { start: 0, end: 0 },
      target: 1n,
    });
    expect(result.status).toBe('exhausted');
    return result;
  };
  const mined = await new TickMiner({ search }, key, now).mine(prev, { target, citations: [] });
  expect(times).toEqual([NOW, NOW + 1, NOW + 2]);
  expect(mined!.tick.header.time).toBe(NOW + 2);
  expect(mined!.tries).toBe(2 * 2 ** 48 + count(mined!.tick.header));
});

it('gives up when it is told to, and does not try the same headers again', async () => {
  const mining = new TickMiner(miner, key, now);
  const hopeless = Target.fromBits(0x0300ffff);
  const controller = new AbortController();
  const given = mining.mine(prev, { target: hopeless, citations: [], signal: controller.signal });
  setImmediate(() => controller.abort());
  expect(await given).toBeUndefined();
  expect(await mining.mine(prev, { target, citations: [], signal: AbortSignal.abort() })).toBeUndefined();
  const mined = await mining.mine(prev, { target, citations: [] });
  expect(mined!.tick.header.time).toBe(NOW + 2);
  const next = await mining.mine(hashOf(mined!.tick), { target, citations: [] });
  expect(next!.tick.header.time).toBe(NOW);
});

it('refuses a target that bits can not express', async () => {
  const refused = new TickMiner(miner, key).mine(prev, {
    target: Target.fromBigInt(2n ** 248n - 1n),
    citations: [],
  });
  await expect(refused).rejects.toMatchObject({ code: 'ERR_INVALID_TARGET', option: 'target' });
});
