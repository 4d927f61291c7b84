import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ChainFile } from '../../../dist/clockchain/chain/chain-file.js';
import { chainFileName, DeviceFolder } from '../../../dist/clockchain/device/device-folder.js';
import { TickMiner } from '../../../dist/clockchain/device/tick-miner.js';
import { serveDevice } from '../../../dist/clockchain/link/device-server.js';
import {
  type CoordinatorMessage,
  type DeviceMessage,
  readDeviceMessage,
  tickMessage,
  writeMessage,
} from '../../../dist/clockchain/link/wire.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import type { Tick } from '../../../dist/clockchain/tick/tick.js';
import { decodeTick } from '../../../dist/clockchain/tick/tick-codec.js';
import { temporaryFolder } from '../records/samples.js';
import { sharedMiner } from '../session/support/in-process.js';
import { built } from '../support/built-tick.js';
import { genesis } from '../support/rounds.js';
import { type Draft, TestDevice } from '../support/test-device.js';

const peerDevice = new TestDevice('peer');
const hash = (tick: Tick) => tick.header.hashBytes();
const PEER = {
  publicKey: peerDevice.publicKey,
  mine: (draft: Draft) => built(peerDevice.mine(draft)),
};
const { bits } = targetOfZeros(1);
const open: CoordinatorMessage = {
  type: 'open',
  version: 1,
  session: 'garden',
  rounds: false,
  easiest: bits,
  fsync: 'round',
};

/** A device that is spoken to line by line. */
async function serve(folder = temporaryFolder(), aliveMilliseconds?: number) {
  const input = new PassThrough();
  const output = new PassThrough();
  const said: DeviceMessage[] = [];
  let wake = () => {};
  let rest = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    said.push(...lines.map(readDeviceMessage));
    wake();
  });
  const settings = {
    input,
    output,
    folder: new DeviceFolder(folder),
    miner: await sharedMiner(),
    software: 'test',
  };
  const ended = serveDevice({ ...settings, aliveMilliseconds }).then(
    () => undefined,
    (error: unknown) => error,
  );
  onTestFinished(async () => {
    input.end();
    await ended;
  });
  return {
    folder,
    said,
    ended,
    end: () => input.end(),
    line: (text: string) => input.write(`${text}\n`),
    tell: (message: CoordinatorMessage) => input.write(`${writeMessage(message)}\n`),
    /** The messages of a type, once there are so many. */
    async hears<Type extends DeviceMessage['type']>(type: Type, count = 1) {
      const heard = () =>
        said.filter((message): message is Extract<DeviceMessage, { type: Type }> => message.type === type);
      while (heard().length < count) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return heard();
    },
  };
}

test('says who it is, opens a session, mines, and tells its history', async () => {
  const device = await serve();
  const [{ device: key }] = (await device.hears('hello')) as [Extract<DeviceMessage, { type: 'hello' }>];
  device.tell(open);
  expect(await device.hears('opened')).toEqual([{ type: 'opened', ticks: 0, tip: null, torn: 0 }]);
  device.tell({ type: 'mine', order: 7, bits, count: 3 });
  expect(await device.hears('mined')).toEqual([{ type: 'mined', order: 7, isWhole: true }]);
  const mined = await device.hears('tick', 3);
  expect(mined.map(({ order, tries }) => [order, tries > 0])).toEqual(Array(3).fill([7, true]));
  expect(mined.map(({ tick }) => decodeTick(tick).device)).toEqual([key, key, key]);
  device.tell({ type: 'history', after: 1 });
  await device.hears('told');
  const told = (await device.hears('tick', 5)).slice(3);
  expect(told.map(({ tick }) => tick)).toEqual(mined.slice(1).map(({ tick }) => tick));
  device.end();
  expect(await device.ended).toBeUndefined();
  // The next time it has them.
  const again = await serve(device.folder);
  again.tell(open);
  const [opened] = await again.hears('opened');
  expect(opened).toEqual({
    type: 'opened',
    ticks: 3,
    tip: Uint8Array.from(decodeTick(mined[2]!.tick).header.hashBytes()),
    torn: 0,
  });
});

test('mines until it is told to stop, or another thing', async () => {
  const device = await serve();
  device.tell(open);
  device.tell({ type: 'mine', order: 1, bits, count: null });
  await device.hears('tick', 3);
  device.tell({ type: 'mine', order: 2, bits: targetOfZeros(30).bits, count: 1 });
  device.tell({ type: 'stop' });
  expect(await device.hears('mined', 2)).toEqual([
    { type: 'mined', order: 1, isWhole: false },
    { type: 'mined', order: 2, isWhole: false },
  ]);
});

test('cites the ticks that it is told', async () => {
  const device = await serve();
  device.tell(open);
  const peer = PEER.mine({ prev: genesis('garden') });
  device.tell(tickMessage(peer));
  device.tell({ type: 'mine', order: 1, bits, count: 1 });
  const [{ tick }] = (await device.hears('tick')) as [Extract<DeviceMessage, { type: 'tick' }>];
  expect(decodeTick(tick).citations).toEqual([{ device: PEER.publicKey, head: hash(peer) }]);
});

test('refuses by name, and goes on', async () => {
  const device = await serve();
  device.line('{}');
  device.line('x'.repeat(70_000));
  device.tell({ type: 'sync' });
  device.line(writeMessage(open).replace('"version":1', '"version":9'));
  device.tell(open);
  device.tell(open);
  const peer = PEER.mine({ prev: genesis('garden') });
  device.tell(tickMessage({ ...peer, signature: new Uint8Array(64) }));
  device.tell(tickMessage(PEER.mine({ prev: genesis('another') })));
  device.tell(tickMessage(PEER.mine({ prev: genesis('garden'), bits: targetOfZeros(0).bits })));
  const heads = [{ device: PEER.publicKey, head: hash(peer) }];
  device.tell({ type: 'mine', order: 1, bits, count: 1, round: { number: 2, heads } });
  const refused = await device.hears('refused', 9);
  // The last one is of an order, and says of which.
  expect(refused.map(({ order }) => order)).toEqual([...Array(8).fill(undefined), 1]);
  expect(refused.map(({ fault }) => fault)).toEqual([
    'malformed',
    'oversized',
    'unexpected',
    'version',
    'unexpected',
    'signature',
    'link',
    'bits',
    'unknown-citation',
  ]);
  expect(await device.hears('mined')).toEqual([{ type: 'mined', order: 1, isWhole: false }]);
  device.tell({ type: 'mine', order: 2, bits, count: 1 });
  expect(await device.hears('tick')).toHaveLength(1);
});

test('says that it is alive', async () => {
  const device = await serve(temporaryFolder(), 5);
  await device.hears('alive', 3);
});

describe('what it can’t go on with it tells, and ends', () => {
  test('a chain that another process writes', async () => {
    const first = await serve();
    first.tell(open);
    await first.hears('opened');
    const second = await serve(first.folder);
    second.tell(open);
    expect(await second.hears('fault')).toMatchObject([{ code: 'ERR_CHAIN_LOCKED' }]);
    expect(await second.ended).toMatchObject({ code: 'ERR_CHAIN_LOCKED' });
  });

  test('a key that others may read', async () => {
    const folder = temporaryFolder();
    await new DeviceFolder(folder).openKey();
    chmodSync(join(folder, 'device.pem'), 0o640);
    const device = await serve(folder);
    expect(await device.hears('fault')).toMatchObject([{ code: 'ERR_DEVICE_KEY' }]);
  });

  test('a chain of its own that is seen not to hold', async () => {
    const peer = PEER.mine({ prev: genesis('garden') });
    const first = await serve();
    first.tell(open);
    first.tell(tickMessage(peer));
    first.tell({ type: 'mine', order: 1, bits, count: 1 });
    const [{ tick }] = (await first.hears('tick')) as [Extract<DeviceMessage, { type: 'tick' }>];
    first.end();
    await first.ended;
    // As another program may add one: of a round, in a session of none.
    const folder = new DeviceFolder(first.folder);
    const key = await folder.openKey();
    const request = {
      target: targetOfZeros(1),
      citations: [],
      round: { number: 1, root: new Uint8Array(32) },
    };
    const stray = await new TickMiner(await sharedMiner(), key).mine(hash(decodeTick(tick)), request);
    const owner = { session: 'garden', device: key.publicKey, fsync: 'none' } as const;
    const file = await ChainFile.open(await folder.chain('garden'), owner);
    await file.append(stray!.tick);
    await file.close();
    const second = await serve(first.folder);
    second.tell(open);
    expect(await second.hears('opened')).toMatchObject([{ ticks: 2 }]);
    second.tell(tickMessage(peer));
    const [fault] = await second.hears('fault');
    expect(fault).toMatchObject({ code: 'ERR_INVALID_TICK' });
    expect(fault!.message).toMatch(
      /^Expected the chain in .* to hold in this session: Expected the tick to be of no round/,
    );
    expect(await second.ended).toMatchObject({ name: 'OwnChainError', fault: 'round' });
  });

  test('a chain that can’t be read', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, chainFileName('garden')));
    const device = await serve(folder);
    device.tell(open);
    expect(await device.hears('fault')).toMatchObject([{ code: 'ERR_CHAIN_FILE' }]);
  });
});
