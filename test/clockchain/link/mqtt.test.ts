import { join } from 'node:path';
import mqtt from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { chainFileName, DeviceFolder } from '../../../dist/clockchain/device/device-folder.js';
import { DeviceKey, verifySignature } from '../../../dist/clockchain/device/device-key.js';
import { EmbeddedBroker } from '../../../dist/clockchain/link/embedded-broker.js';
import { MqttDevice, type MqttDeviceEvent } from '../../../dist/clockchain/link/mqtt-device.js';
import { MqttCoordinator } from '../../../dist/clockchain/link/mqtt-link.js';
import { runRounds } from '../../../dist/clockchain/session/rounds.js';
import { Session } from '../../../dist/clockchain/session/session.js';
import type { SessionEvent } from '../../../dist/clockchain/session/session-log.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import { temporaryFolder } from '../records/samples.js';
import { sharedMiner } from '../session/support/in-process.js';

const SESSION = 'garden';
const timeoutSeconds = 60;

async function startBroker(port?: number) {
  const broker = await EmbeddedBroker.start(port);
  onTestFinished(() => broker.close());
  return broker;
}

async function joinDevice(
  url: string,
  folder = temporaryFolder(),
  { zeros, coordinator }: { zeros?: number; coordinator?: string } = {},
) {
  const events: MqttDeviceEvent[] = [];
  const waiting = new Map<string, () => void>();
  /** Resolves at the device's next event of that type. */
  const next = (type: MqttDeviceEvent['type']) => new Promise<void>((resolve) => waiting.set(type, resolve));
  const device = await MqttDevice.join({
    broker: { url },
    session: SESSION,
    folder: new DeviceFolder(folder),
    miner: await sharedMiner(),
    software: 'test',
    zeros,
    coordinator,
    onEvent: (event) => {
      events.push(event);
      waiting.get(event.type)?.();
    },
  });
  onTestFinished(() => device.leave());
  return { device, folder, events, next };
}

/** A session that is coordinated over the broker. */
async function begin(
  url: string,
  seats: readonly (number | undefined)[],
  onEvent?: (event: SessionEvent) => void,
  key = DeviceKey.generate(),
) {
  const events: SessionEvent[] = [];
  const strays: string[] = [];
  const coordinator = await MqttCoordinator.connect({
    broker: { url },
    session: SESSION,
    key,
    onRefused: (_device, { fault }) => strays.push(fault),
  });
  const session = await Session.open({
    session: SESSION,
    folder: temporaryFolder(),
    mode: 'rounds',
    devices: seats.map((zeros, i) => ({
      link: coordinator.seat(`device ${i + 1}`, zeros),
      target: targetOfZeros(zeros ?? 1),
    })),
    firstPauseMilliseconds: 5,
    onEvent: (event) => {
      events.push(event);
      onEvent?.(event);
    },
  });
  onTestFinished(() => coordinator.close());
  return { coordinator, session, events, strays };
}

type Of<Type extends SessionEvent['type']> = Extract<SessionEvent, { type: Type }>;
const only = <Type extends SessionEvent['type']>(events: readonly SessionEvent[], type: Type) =>
  events.filter((event): event is Of<Type> => event.type === type);

async function verify(paths: readonly string[]): Promise<number[]> {
  const verdicts = await verifyChains(paths, { rules: { rounds: true } });
  expect(verdicts.map(({ fault }) => fault)).toEqual(paths.map(() => undefined));
  return verdicts.map(({ ticks }) => ticks).sort((a, b) => a - b);
}
const ownChain = (folder: string) => join(folder, chainFileName(SESSION));

test('two devices in step, and their heads and the round are retained', async () => {
  const { url } = await startBroker();
  const one = await joinDevice(url);
  const two = await joinDevice(url);
  const key = DeviceKey.generate();
  const { session, events } = await begin(url, [undefined, undefined], undefined, key);
  await session.start();
  await runRounds(session, { rounds: 10, timeoutSeconds });
  await session.close();
  expect(only(events, 'refused')).toEqual([]);
  expect(only(events, 'round').map(({ present }) => present.length)).toEqual(Array(10).fill(2));
  expect(await verify(session.chains.paths)).toEqual([10, 10]);
  expect(await verify([ownChain(one.folder), ownChain(two.folder)])).toEqual([10, 10]);
  const watcher = await mqtt.connectAsync(url);
  onTestFinished(() => watcher.endAsync());
  const retained = new Map<string, string>();
  const all = new Promise<void>((resolve) => {
    watcher.on('message', (topic, payload) => {
      retained.set(topic.replace(`mine-wasm/clock/1/${SESSION}/`, ''), payload.toString());
      if (retained.size === 5) resolve();
    });
  });
  await watcher.subscribeAsync('mine-wasm/clock/1/#', { qos: 1 });
  await all;
  const topics = [one, two].flatMap(({ device: { id } }) => [`devices/${id}/head`, `devices/${id}/presence`]);
  expect([...retained.keys()].sort()).toEqual([...topics, 'round'].sort());
  const { round, heads, coordinator, signature } = JSON.parse(retained.get('round')!);
  expect({ round, heads, coordinator }).toMatchObject({ round: 10, heads: [{}, {}], coordinator: key.id });
  // As docs/clockchain.md says that it is signed.
  const signed = Buffer.from(`mine-wasm clock 1 round\n${SESSION}\n${round}\n${JSON.stringify(heads)}`);
  expect(verifySignature(key.publicKey, signed, Buffer.from(signature, 'hex'))).toBe(true);
});

test('a device takes the seat of its difficulty', async () => {
  const { url } = await startBroker();
  const easy = await joinDevice(url, undefined, { zeros: 1 });
  const hard = await joinDevice(url, undefined, { zeros: 2 });
  const { session } = await begin(url, [2, 1]);
  await session.start();
  await runRounds(session, { rounds: 1, timeoutSeconds });
  await session.close();
  expect(session.members.map(({ device }) => device)).toEqual([hard.device.id, easy.device.id]);
});

test('a device that leaves and returns is told what it missed', async () => {
  const { url } = await startBroker();
  const one = await joinDevice(url);
  const two = await joinDevice(url);
  const abort = new AbortController();
  const { session, events } = await begin(url, [undefined, undefined], (event) => {
    if (event.type !== 'round' && event.type !== 'back') return;
    if (event.type === 'back') abort.abort();
    else if (event.round === 3) void two.device.leave();
    else if (
      event.absent.length > 0 &&
      only(events, 'round').filter(({ absent }) => absent.length > 0).length === 3
    )
      void joinDevice(url, two.folder);
  });
  await session.start();
  await runRounds(session, { timeoutSeconds, signal: abort.signal });
  await session.close();
  expect(only(events, 'absent')).toMatchObject([{ reason: expect.stringMatching(/^it has (left|ended)$/) }]);
  const [{ missed }] = only(events, 'back') as [Of<'back'>];
  expect(missed[1] - missed[0]).toBeGreaterThanOrEqual(2);
  expect(await verify(session.chains.paths)).toEqual(
    await verify([ownChain(one.folder), ownChain(two.folder)]),
  );
});

test('a broker that goes and returns: all come back by themselves', async () => {
  const broker = await startBroker();
  await joinDevice(broker.url);
  await joinDevice(broker.url);
  const abort = new AbortController();
  let isBack = false;
  let isGone = false;
  const { session, events } = await begin(broker.url, [undefined, undefined], (event) => {
    if (event.type === 'round' && event.round === 3 && !isBack) {
      isBack = true;
      void broker.close().then(() => startBroker(Number(new URL(broker.url).port)));
    }
    if (event.type === 'absent') isGone = true;
    if (event.type === 'round' && isGone && event.absent.length === 0) abort.abort();
  });
  await session.start();
  await runRounds(session, { timeoutSeconds, signal: abort.signal });
  await session.close();
  expect(only(events, 'absent').map(({ reason }) => reason)).toContain('the broker is gone');
  await verify(session.chains.paths);
}, 60_000);

test('a device follows the first coordinator that calls, then and in later runs, or the one that is stated', async () => {
  const { url } = await startBroker();
  const own = DeviceKey.generate();
  const folder = temporaryFolder();
  const hold = async (key: DeviceKey) => {
    const { session } = await begin(url, [undefined], undefined, key);
    await session.start();
    await runRounds(session, { rounds: 1, timeoutSeconds });
    await session.close();
  };
  /** Ends when the device has refused the coordinator's call. */
  const refused = async (key: DeviceKey, events: MqttDeviceEvent[], isRefused: Promise<unknown>) => {
    const abort = new AbortController();
    const { session } = await begin(url, [undefined], undefined, key);
    const started = session.start(abort.signal);
    await isRefused;
    expect(events.at(-1)).toMatchObject({ type: 'refused', fault: 'forged' });
    expect(session.present).toEqual([]);
    abort.abort();
    await started;
    void session.close();
  };
  const first = await joinDevice(url, folder);
  await hold(own);
  await first.device.leave();
  const second = await joinDevice(url, folder);
  await refused(DeviceKey.generate(), second.events, second.next('refused'));
  expect(second.device.refused).toEqual(new Map([['forged', 1]]));
  await hold(own);
  await second.device.leave();
  const other = DeviceKey.generate();
  const third = await joinDevice(url, folder, { coordinator: other.id });
  await refused(own, third.events, third.next('refused'));
  await third.device.leave();
});
