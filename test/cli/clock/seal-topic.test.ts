import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { EmbeddedBroker } from '../../../dist/clockchain/link/embedded-broker.js';
import { jsonLines, type Running, run, start, temporaryFolder } from '../command.js';

const TOPIC = 'greenhouse/+/reading';
const EASY = ['--difficulty', '2', '--threads', '1', '--count', '2', '--age', '1s', '--json'];

function folder(): string {
  const path = temporaryFolder();
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function broker(port?: number): Promise<EmbeddedBroker> {
  const started = await EmbeddedBroker.start(port);
  onTestFinished(() => started.close());
  return started;
}

async function publisher(url: string): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 100 });
  onTestFinished(() => client.endAsync(true));
  return client;
}

function startSeal(dir: string, url: string): Running {
  return start(['clock', 'seal', '--dir', dir, '--broker', url, '--topic', TOPIC, ...EASY]);
}

const publish = (client: MqttClient, text: string, name = 'greenhouse/north/reading') =>
  client.publishAsync(name, text, { qos: 1 });

const numbersOf = (text: string, type: string) =>
  jsonLines(text.slice(0, text.lastIndexOf('\n') + 1)).filter((line) => line.type === type);

test('readings of a topic are acknowledged, sealed and provable; what is none is named, counted, and stops nothing', async () => {
  const dir = folder();
  const { url } = await broker();
  const client = await publisher(url);
  const running = startSeal(dir, url);
  await running.shows('stderr', (text) => text.includes('"start"'));
  // Retained: for when it is not subscribed yet.
  await client.publishAsync('greenhouse/north/reading', '{"id":1,"t":20}', { qos: 1, retain: true });
  await running.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 1);
  await publish(client, '{"t":21}\n\n{"t":22}\n', 'greenhouse/south/reading');
  await publish(client, '{"id":1,"t":20}');
  await publish(client, 'nonsense');
  await publish(client, `{"pad":"${'x'.repeat(16_384)}"}`);
  await publish(client, '');
  await publish(client, '{"t":22}', 'greenhouse/south/window');
  await publish(client, '{"t":22}');
  await running.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 4);
  running.child.kill('SIGINT');
  const { code, stdout, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(numbersOf(stdout, 'acknowledged').map(({ number, topic }) => [number, topic])).toEqual([
    [1, 'greenhouse/north/reading'],
    [2, 'greenhouse/south/reading'],
    [3, 'greenhouse/south/reading'],
    [4, 'greenhouse/north/reading'],
  ]);
  expect(numbersOf(stdout, 'sealed').at(-1)).toMatchObject({ last: 4 });
  expect(numbersOf(stderr, 'error').map(({ code, option }) => [code, option])).toEqual(
    Array.from({ length: 2 }, () => ['ERR_INVALID_READING', 'topic greenhouse/north/reading']),
  );
  expect(numbersOf(stderr, 'end')).toMatchObject([
    { readings: 4, refused: 2, sealed: 4, repeated: 1, messages: 7 },
  ]);
  const proof = join(dir, 'proof.json');
  expect(await run(['clock', 'prove', '3', '--dir', dir, '-o', proof])).toMatchObject({ code: 0 });
  const checked = await run(['clock', 'check', proof, '--json']);
  expect(jsonLines(checked.stdout)).toMatchObject([{ valid: true, text: '{"t":22}' }]);
});

test('killed, it is sent again what came meanwhile, and seals no reading with an id twice', async () => {
  const dir = folder();
  const { url } = await broker();
  const client = await publisher(url);
  const first = startSeal(dir, url);
  await first.shows('stderr', (text) => text.includes('"start"'));
  await client.publishAsync('greenhouse/north/reading', '{"id":1}', { qos: 1, retain: true });
  await first.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 1);
  first.child.kill('SIGKILL');
  await first.ended;
  // The broker keeps them for the session.
  for (const id of [2, 1, 3]) await publish(client, `{"id":${id}}`);
  const second = startSeal(dir, url);
  await second.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 2);
  second.child.kill('SIGTERM');
  const { code, stdout, stderr } = await second.ended;
  expect(code).toBe(0);
  expect(numbersOf(stdout, 'acknowledged').map(({ number }) => number)).toEqual([2, 3]);
  expect(numbersOf(stdout, 'sealed').at(-1)).toMatchObject({ last: 3 });
  expect(numbersOf(stderr, 'end')).toMatchObject([{ readings: 2, refused: 0 }]);
});

test('a broker that goes away and comes back', async () => {
  const dir = folder();
  const one = await broker();
  const running = startSeal(dir, one.url);
  const before = await publisher(one.url);
  await running.shows('stderr', (text) => text.includes('"start"'));
  await before.publishAsync('greenhouse/north/reading', '{"id":1}', { qos: 1, retain: true });
  await running.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 1);
  await one.close();
  await running.shows('stderr', (text) => text.includes('"disconnected"'));
  await broker(Number(new URL(one.url).port));
  await running.shows('stderr', (text) => text.includes('"connected"'));
  const client = await publisher(one.url);
  await publish(client, '{"id":2}');
  await running.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 2);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(0);
});

test('a broker that no longer answers keeps nobody from ending', async () => {
  const { url } = await broker();
  const sockets: Socket[] = [];
  const proxy = createServer((near) => {
    const far = connect(Number(new URL(url).port), '127.0.0.1');
    sockets.push(near, far);
    for (const socket of [near, far]) socket.on('error', () => {});
    near.pipe(far).pipe(near);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const running = startSeal(folder(), `mqtt://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  const client = await publisher(url);
  await client.publishAsync('greenhouse/north/reading', '{"id":1}', { qos: 1, retain: true });
  await running.shows('stdout', (text) => numbersOf(text, 'acknowledged').length === 1);
  for (const socket of sockets) socket.unpipe().pause();
  running.child.kill('SIGTERM');
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(numbersOf(stdout, 'sealed')).toHaveLength(1);
});

test('a broker that is not there', async () => {
  const gone = await broker();
  await gone.close();
  const ended = await run([
    'clock',
    'seal',
    '--dir',
    folder(),
    '--broker',
    gone.url,
    '--topic',
    'a',
    '--json',
  ]);
  expect(ended).toMatchObject({ code: 3, stdout: '' });
  expect(jsonLines(ended.stderr).at(-1)).toMatchObject({ code: 'ERR_BROKER' });
});

const URL_FLAG = ['--broker', 'mqtt://127.0.0.1'];
test.each<[flag: string, args: string[]]>([
  ['--topic', URL_FLAG],
  ['--broker', ['--topic', 'a']],
  ['--broker', ['--topic', 'a', '--broker', 'http://127.0.0.1']],
  ['--topic', [...URL_FLAG, '--topic', '']],
  ['--topic', [...URL_FLAG, '--topic', 'a/#/b']],
  ['--topic', [...URL_FLAG, '--topic', 'a+/b']],
  ['--topic', [...URL_FLAG, '--topic', `/${'x'.repeat(65_535)}`]],
  ['--broker-user', ['--broker-user', 'pi']],
])('bad input names %s', async (flag, args) => {
  const { code, stderr } = await run(['clock', 'seal', '--dir', folder(), ...args, '--json']);
  expect(code).toBe(2);
  expect(jsonLines(stderr).at(-1)).toMatchObject({ option: flag });
});
