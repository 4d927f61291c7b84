import { statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { ChainFile } from '../../../dist/clockchain/chain/chain-file.js';
import { roundRootOf } from '../../../dist/clockchain/chain/round-root.js';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { Device, type DeviceSettings } from '../../../dist/clockchain/device/device.js';
import { DeviceKey } from '../../../dist/clockchain/device/device-key.js';
import { TickMiner } from '../../../dist/clockchain/device/tick-miner.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import type { Citation, Tick } from '../../../dist/clockchain/tick/tick.js';
import { createMiner, type Miner } from '../../../dist/index.js';
import { temporaryFolder } from '../records/samples.js';
import { built } from '../support/built-tick.js';
import { genesis } from '../support/rounds.js';
import { type Draft, inOrder, TestDevice } from '../support/test-device.js';

const SESSION = 'garden';
const peerDevice = new TestDevice('peer');
const hash = (tick: Tick) => tick.header.hashBytes();
const PEER = {
  publicKey: peerDevice.publicKey,
  mine: (draft: Draft) => built(peerDevice.mine(draft)),
};
const target = targetOfZeros(1);

let miner: Miner;
beforeAll(async () => {
  miner = await createMiner({ threads: 1, cache: false });
});
afterAll(() => miner.close());

const opened: Device[] = [];
afterEach(async () => {
  for (const device of opened.splice(0)) await device.close();
});

/** One device's place on the disk. */
function home() {
  const folder = temporaryFolder();
  return {
    chain: join(folder, 'a.chain'),
    key: () => DeviceKey.open(join(folder, 'device.pem')),
    /** Writes what is not checked. */
    async append(tick: Tick): Promise<void> {
      const { publicKey: device } = await this.key();
      const file = await ChainFile.open(this.chain, { session: SESSION, device, fsync: 'none' });
      await file.append(tick);
      await file.close();
    },
    async open(settings: Partial<DeviceSettings> = {}): Promise<Device> {
      const key = await this.key();
      const device = await Device.open({ session: SESSION, key, chain: this.chain, miner, ...settings });
      opened.push(device);
      return device;
    },
  };
}

const cite = (...ticks: Tick[]): Citation[] =>
  inOrder(ticks.map((tick) => ({ device: tick.device, head: hash(tick) })));

test('ticks, citing the newest verified heads of its peers', async () => {
  const device = await home().open();
  const first = await device.tick({ target });
  expect(first).toMatchObject({ tau: 1, lamport: 1, tick: { citations: [], round: 0 } });
  const a = PEER.mine({ prev: genesis(SESSION) });
  const b = PEER.mine({ prev: hash(a) });
  for (const tick of [a, b]) expect((await device.receive(tick)).accepted).toHaveLength(1);
  const second = await device.tick({ target });
  expect(second).toMatchObject({ tau: 2, lamport: 3, tick: { citations: cite(b) } });
  expect(second!.tries).toBeGreaterThan(0);
});

test('refuses a peer’s tick that is none, and goes on', async () => {
  const device = await home().open();
  const stranger = PEER.mine({ prev: genesis('another') });
  const { accepted, refused } = await device.receive(stranger);
  expect(accepted).toEqual([]);
  expect(refused.map(({ error }) => error.fault)).toEqual(['link']);
  expect(await device.tick({ target })).toMatchObject({ tau: 1, tick: { citations: [] } });
});

test('resumes its chain once it has what that cites', async () => {
  const place = home();
  const before = await place.open();
  const a = PEER.mine({ prev: genesis(SESSION) });
  const own = [await before.tick({ target })];
  await before.receive(a);
  own.push(await before.tick({ target }), await before.tick({ target }));
  await before.close();

  const after = await place.open();
  expect(after).toMatchObject({ id: before.id, ticks: 3, waiting: 2 });
  await expect(after.tick({ target })).rejects.toMatchObject({ fault: 'unknown-citation' });
  await after.receive(a);
  expect(after.waiting).toBe(0);
  expect(after.tip).toMatchObject({ tau: 3, hash: own[2]!.hash });
  // What it has already is no news.
  expect(await after.receive(own[0]!.tick)).toEqual({ accepted: [], refused: [] });
  expect(await after.tick({ target })).toMatchObject({ tau: 4, lamport: 4 });
  await after.close();
  const [verdict] = await verifyChains([place.chain]);
  expect(verdict).toMatchObject({ ticks: 1, fault: { name: 'unknown-citation' } });
});

/** Two ticks of rounds, of which the second cites the peer's; then one of no round, as whoever is not the session may add it. */
async function spoiled() {
  const place = home();
  const before = await place.open({ rules: { rounds: true } });
  const peers = PEER.mine({ prev: genesis(SESSION), round: 1 });
  const first = await before.tick({ target, round: { number: 1, heads: [] } });
  await before.receive(peers);
  const heads = cite(first!.tick, peers);
  const second = await before.tick({ target, round: { number: 2, heads } });
  await before.close();
  const key = await place.key();
  const stray = await new TickMiner(miner, key).mine(second!.hash, { target, citations: [] });
  await place.append(stray!.tick);
  return { place, peers, second: second! };
}

test('a chain of its own that is seen not to hold ends it, and nothing is mined behind it', async () => {
  const { place, peers, second } = await spoiled();
  const device = await place.open({ rules: { rounds: true } });
  expect(device.waiting).toBe(2);
  const isBroken = { name: 'OwnChainError', fault: 'round', path: place.chain };
  await expect(device.receive(peers)).rejects.toMatchObject(isBroken);
  const third = { number: 3, heads: cite(second.tick) };
  await expect(device.tick({ target, round: third })).rejects.toMatchObject(isBroken);
  expect(device.ticks).toBe(3);
});

test('a chain of its own that does not hold from its first tick on is not opened', async () => {
  const place = home();
  const first = await new TickMiner(miner, await place.key()).mine(genesis('another'), {
    target,
    citations: [],
  });
  await place.append(first!.tick);
  await expect(place.open()).rejects.toMatchObject({ name: 'OwnChainError', fault: 'link' });
});

test('takes back ticks of its own that its disk has lost, and keeps them', async () => {
  const place = home();
  const before = await place.open();
  const one = await before.tick({ target });
  await before.sync();
  const { size } = statSync(place.chain);
  const two = await before.tick({ target });
  await before.close();
  truncateSync(place.chain, size + 20);

  const after = await place.open();
  expect(after).toMatchObject({ ticks: 1, torn: { bytes: 20 } });
  for (const { tick } of [one!, two!]) await after.receive(tick);
  expect(after).toMatchObject({ ticks: 2, tip: { hash: two!.hash } });
  await after.close();
  expect((await verifyChains([place.chain]))[0]).toMatchObject({ ticks: 2, fault: undefined });
});

test('mines the ticks of rounds', async () => {
  const device = await home().open({ rules: { rounds: true } });
  const peers = PEER.mine({ prev: genesis(SESSION), round: 1 });
  const own = await device.tick({ target, round: { number: 1, heads: [] } });
  expect(own).toMatchObject({ tick: { round: 1, roundRoot: new Uint8Array(32), citations: [] } });
  await device.receive(peers);
  const heads = cite(own!.tick, peers);
  const second = await device.tick({ target, round: { number: 2, heads } });
  expect(second!.tick).toMatchObject({
    round: 2,
    citations: cite(peers),
    roundRoot: roundRootOf(heads.map(({ device, head }) => ({ device, hash: head }))),
  });
  // Only the own one was there: nothing is cited.
  const third = await device.tick({ target, round: { number: 3, heads: cite(second!.tick) } });
  expect(third!.tick).toMatchObject({ round: 3, citations: [] });
});

test('a round that is held again gets the tick that it has, after a restart too', async () => {
  const place = home();
  const device = await place.open({ rules: { rounds: true } });
  const round = { number: 1, heads: [] };
  const first = await device.tick({ target, round });
  const again = await device.tick({ target, round });
  expect(again).toMatchObject({ hash: first!.hash, tries: 0, seconds: 0 });
  expect(device.ticks).toBe(1);
  await device.close();
  const after = await place.open({ rules: { rounds: true } });
  expect(await after.tick({ target, round })).toMatchObject({ hash: first!.hash, tries: 0 });
});

test('ticks for no round that does not follow', async () => {
  const device = await home().open();
  const a = PEER.mine({ prev: genesis(SESSION), round: 1 });
  await device.receive(a);
  const tick = (number: number, heads: Citation[]) => device.tick({ target, round: { number, heads } });
  await expect(tick(0, [])).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'round' });
  await expect(tick(2, [])).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION', option: 'round' });
  await expect(tick(1, cite(a))).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
  await expect(tick(3, cite(a))).rejects.toMatchObject({ fault: 'unknown-citation' });
  const unknown = PEER.mine({ prev: hash(a), round: 1 });
  await expect(tick(2, cite(unknown))).rejects.toMatchObject({ fault: 'unknown-citation' });
  await expect(tick(2, [{ device: nobody(), head: hash(a) }])).rejects.toMatchObject({
    fault: 'unknown-citation',
  });
  expect(await tick(2, cite(a))).toMatchObject({ tau: 1, lamport: 2 });
  await expect(tick(1, [])).rejects.toMatchObject({ code: 'ERR_INVALID_OPTION' });
});

/** A key that nobody has. */
function nobody(): Uint8Array {
  return new TestDevice('nobody').publicKey;
}

test('a tick that is given up leaves no trace', async () => {
  const device = await home().open();
  const abort = new AbortController();
  const tick = device.tick({ target: targetOfZeros(20), signal: abort.signal });
  setImmediate(() => abort.abort());
  expect(await tick).toBeUndefined();
  expect(device).toMatchObject({ ticks: 0, tip: undefined });
});
