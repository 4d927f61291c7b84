/** TLS, user and password at mosquitto: what is right gets through, and what is wrong ends in one line. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { jsonLines, run, start, temporaryFolder } from '../../cli/command.js';
import { installMosquitto, must, startMosquitto } from '../../support/mosquitto.js';

installMosquitto();

const PASSWORD = 'kept out of the command line';
const files = temporaryFolder();
const at = (name: string) => join(files, name);

const EC = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Two authorities, and certificates of the first for this host and for another. */
beforeAll(() => {
  const openssl = (...args: string[]) => must(files, '/usr/bin/openssl', ...args);
  must(files, '/bin/chmod', '755', files);
  for (const ca of ['ca', 'other-ca']) {
    openssl(
      'req',
      '-x509',
      ...EC,
      '-keyout',
      `${ca}.key`,
      '-out',
      `${ca}.pem`,
      '-days',
      '2',
      '-subj',
      `/CN=${ca}`,
    );
  }
  for (const host of ['localhost', 'elsewhere.example']) {
    openssl('req', ...EC, '-keyout', `${host}.key`, '-out', `${host}.csr`, '-subj', `/CN=${host}`);
    writeFileSync(at(`${host}.ext`), `subjectAltName=DNS:${host}\n`);
    openssl(
      ...['x509', '-req', '-in', `${host}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
      ...['-days', '2', '-extfile', `${host}.ext`, '-out', `${host}.pem`],
    );
  }
  must(files, '/usr/bin/mosquitto_passwd', '-b', '-c', at('users'), 'pi', PASSWORD);
  writeFileSync(at('password'), `${PASSWORD}\n`, { mode: 0o600 });
  writeFileSync(at('wrong-password'), 'wrong\n', { mode: 0o600 });
  return () => rmSync(files, { recursive: true, force: true });
});

/** A broker with the certificate of that host, for user `pi` alone. @returns its URL by the name localhost */
async function secureBroker(host = 'localhost'): Promise<string> {
  const port = await startMosquitto(files, [
    'allow_anonymous false',
    `password_file ${at('users')}`,
    `certfile ${at(`${host}.pem`)}`,
    `keyfile ${at(`${host}.key`)}`,
  ]);
  return `mqtts://localhost:${port}`;
}

const flagsFor = (url: string, ca = 'ca.pem', password = 'password') => [
  ...['--broker', url, '--broker-ca', at(ca)],
  ...['--broker-user', 'pi', '--broker-password-file', at(password)],
];

function folder(): string {
  const path = temporaryFolder();
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

test('run and join: a session over TLS', async () => {
  const flags = [...flagsFor(await secureBroker()), '--session', 'garden', '--json'];
  const devices = ['2', '2'].map((difficulty) =>
    start(['clock', 'join', ...flags, '--difficulty', difficulty, '--folder', folder(), '--threads', '1']),
  );
  const ended = await run([
    'clock',
    'run',
    ...flags,
    '--difficulty',
    '2,2',
    '--rounds',
    '4',
    '--dir',
    folder(),
  ]);
  expect({ code: ended.code, stderr: ended.code === 0 ? '' : ended.stderr }).toEqual({ code: 0, stderr: '' });
  const [{ chains, devices: figures }] = jsonLines(ended.stdout) as [{ chains: string[]; devices: object[] }];
  expect(figures).toMatchObject([
    { round: 4, refused: {} },
    { round: 4, refused: {} },
  ]);
  expect(await run(['clock', 'verify', '--mode', 'rounds', ...chains])).toMatchObject({ code: 0 });
  for (const device of devices) {
    device.child.kill('SIGTERM');
    await device.ended;
  }
});

test('seal: readings over TLS', async () => {
  const url = await secureBroker();
  const dir = folder();
  const topic = ['--topic', 'sensors/#', '--difficulty', '2', '--threads', '1', '--json'];
  const running = start(['clock', 'seal', '--dir', dir, ...flagsFor(url), ...topic]);
  const { default: mqtt } = await import('mqtt');
  const { readFileSync } = await import('node:fs');
  const ca = readFileSync(at('ca.pem'));
  const publisher = await mqtt.connectAsync(url, { ca, username: 'pi', password: PASSWORD });
  onTestFinished(() => publisher.endAsync(true));
  await publisher.publishAsync('sensors/a/b', '{"id":1}', { qos: 1, retain: true });
  await running.shows('stdout', (text) => text.includes('"acknowledged"'));
  running.child.kill('SIGINT');
  const { code, stdout } = await running.ended;
  expect(code).toBe(0);
  expect(jsonLines(stdout).map(({ type }) => type)).toEqual(['acknowledged', 'sealed']);
});

const COMMANDS: [name: string, args: () => string[]][] = [
  ['run', () => ['run', '--session', 'garden', '--rounds', '1', '--dir', folder()]],
  ['join', () => ['join', '--session', 'garden', '--folder', folder()]],
  ['seal', () => ['seal', '--topic', 'a', '--dir', folder()]],
];

test.each(COMMANDS)('%s: what is wrong is one line, ERR_BROKER, exit 3', async (_, args) => {
  const [url, elsewhere] = [await secureBroker(), await secureBroker('elsewhere.example')];
  const plain = url.replace('mqtts:', 'mqtt:');
  const wrong: [what: RegExp, flags: string[]][] = [
    [/not authori[sz]ed/i, flagsFor(url, 'ca.pem', 'wrong-password')],
    [/not authori[sz]ed/i, ['--broker', url, '--broker-ca', at('ca.pem')]],
    [/unable to verify|unable to get|self-signed|signature failure/i, flagsFor(url, 'other-ca.pem')],
    [/unable to verify|unable to get|self-signed/i, ['--broker', url, '--broker-user', 'pi']],
    [/altnames|Hostname/i, flagsFor(elsewhere)],
    [/./, ['--broker', plain, '--broker-user', 'pi', '--broker-password-file', at('password')]],
  ];
  for (const [what, flags] of wrong) {
    const { code, stdout, stderr } = await run(['clock', ...args(), ...flags]);
    expect({ code, stdout, stderr }).toMatchObject({ code: 3, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.at(-1)).toMatch(/^mine-wasm: expected an MQTT broker at localhost:\d+: /i);
    expect(lines.at(-1)).toMatch(what);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain(PASSWORD);
    const json = await run(['clock', ...args(), ...flags, '--json']);
    expect(jsonLines(json.stderr).at(-1)).toMatchObject({ type: 'error', code: 'ERR_BROKER' });
  }
});
