import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killedAndBack } from '../../cli/clock/killed-and-back.js';
import { jsonLines, MAIN, Running, temporaryFolder } from '../../cli/command.js';
import { commandsOf } from '../../clockchain/guide.js';
import {
  brokerFolder,
  installMosquitto,
  startMosquitto,
  startSecureMosquitto,
} from '../../support/mosquitto.js';

installMosquitto();

const PASSWORD = 'kept out of the command line';

test('three processes in rounds, one killed and returning', async () => {
  const port = await startMosquitto(brokerFolder(), ['allow_anonymous true']);
  await killedAndBack(['--broker', `mqtt://127.0.0.1:${port}`]);
});

test('the same over TLS, with the password from a file or from the environment', async () => {
  const folder = brokerFolder();
  const { port, cert } = await startSecureMosquitto(folder, PASSWORD);
  const trusted = ['--broker', `mqtts://localhost:${port}`, '--broker-ca', cert, '--broker-user', 'pi'];
  const file = join(folder, 'password');
  writeFileSync(file, `${PASSWORD}\n`, { mode: 0o600 });
  await killedAndBack([...trusted, '--broker-password-file', file]);
  await killedAndBack(trusted, { MINE_WASM_BROKER_PASSWORD: PASSWORD });
});

test('the lines of the guide, as they stand in it', async () => {
  const folder = brokerFolder();
  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`, { mode: 0o600 });
  const secure = await startSecureMosquitto(folder, PASSWORD);
  const plain = await startMosquitto(folder, ['allow_anonymous true']);
  const [runs, joins, seals, ...others] = commandsOf('docs/clockchain.md').filter((line) =>
    line.includes('broker.example'),
  );
  expect(others).toEqual([]);
  /** For which pi@broker.example is a broker of this test. */
  const startLine = (line: string, flags = '') => {
    const there = line
      .replace(/^mine-wasm /, `exec "${process.execPath}" "${MAIN}" `)
      .replace('mqtts://pi@broker.example', `mqtts://pi@localhost:${secure.port} --broker-ca ${secure.cert}`)
      .replace('mqtt://pi@broker.example', `mqtt://pi@127.0.0.1:${plain}`);
    return new Running('sh', [
      '-c',
      `cd "${temporaryFolder()}" && cp "${folder}/password" . && ${there} ${flags}`,
    ]);
  };

  const session = startLine(runs!);
  await session.shows('stderr', /coordinator.*[\da-f]{64}/i);
  const key = /[\da-f]{64}/.exec(session.stderr)![0];
  const devices = ['3', '2'].map((zeros) =>
    startLine(
      joins!.replace('5e0b…', key).replace('--difficulty 3', `--difficulty ${zeros}`),
      '--folder device',
    ),
  );
  await session.shows('stderr', (text) => text.match(/joined with 0 ticks/g)?.length === 2);
  await session.shows('stderr', /^round 1: 2 ticks /m);
  session.child.kill('SIGINT');
  const { stdout } = await session.ended;
  expect(stdout).toMatch(/^device 1 .*\ndevice 2 /m);
  for (const device of devices) {
    device.child.kill('SIGTERM');
    await device.ended;
  }

  const { default: mqtt } = await import('mqtt');
  const publisher = await mqtt.connectAsync(`mqtt://127.0.0.1:${plain}`);
  onTestFinished(() => publisher.endAsync(true));
  await publisher.publishAsync('sensors/a/reading', '{"id":1}', { qos: 1, retain: true });
  const sealer = startLine(seals!, '--json');
  await sealer.shows('stdout', /"acknowledged"/);
  sealer.child.kill('SIGINT');
  const sealed = await sealer.ended;
  expect(sealed.code).toBe(0);
  expect(jsonLines(sealed.stdout).map(({ type }) => type)).toEqual(['acknowledged', 'sealed']);
});
