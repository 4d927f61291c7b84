import { copyFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { EmbeddedBroker } from '../../../dist/clockchain/link/embedded-broker.js';
import { jsonLines, run, temporaryFolder } from '../command.js';
import { killedAndBack } from './killed-and-back.js';

const PORTABLE = fileURLToPath(new URL('../../../dist/portable/mine-wasm.cjs', import.meta.url));

test('run --mqtt: local devices in step over a broker of its own', async () => {
  const dir = temporaryFolder();
  const args = ['--mqtt', '--difficulty', '2,1', '--rounds', '4', '--session', 'garden', '--json'];
  const { code, stdout, stderr } = await run(['clock', 'run', ...args, '--dir', dir]);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const [{ chains, devices }] = jsonLines(stdout) as [{ chains: string[]; devices: object[] }];
  expect(devices).toMatchObject([
    { round: 4, refused: {} },
    { round: 4, refused: {} },
  ]);
  expect(await run(['clock', 'verify', '--mode', 'rounds', ...chains])).toMatchObject({ code: 0 });
  expect(statSync(join(dir, 'garden', 'coordinator.pem')).mode & 0o777).toBe(0o600);
});

test('three processes, one killed and returning', async () => {
  const broker = await EmbeddedBroker.start();
  onTestFinished(() => broker.close());
  await killedAndBack(['--broker', broker.url]);
}, 60_000);

test('a broker that is not there', async () => {
  const broker = await EmbeddedBroker.start();
  await broker.close();
  for (const command of [
    ['run', '--rounds', '1', '--dir', temporaryFolder()],
    ['join', '--folder', temporaryFolder()],
  ]) {
    const ended = await run(['clock', ...command, '--broker', broker.url, '--session', 'garden', '--json']);
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(jsonLines(ended.stderr).at(-1)).toMatchObject({ code: 'ERR_BROKER' });
  }
});

test('without the packages: which are missing, and how to get them', async () => {
  // The portable file has no packages beside it.
  const main = join(temporaryFolder(), 'mine-wasm.cjs');
  copyFileSync(PORTABLE, main);
  const args = ['clock', 'join', '--broker', 'mqtt://127.0.0.1', '--session', 'garden', '--json'];
  const { code, stderr } = await run([...args, '--folder', temporaryFolder()], { main });
  expect(code).toBe(3);
  expect(jsonLines(stderr).at(-1)).toMatchObject({
    code: 'ERR_MQTT_MISSING',
    message: 'Expected the package mqtt to be installed (npm install mqtt), got none',
  });
});

const file = join(temporaryFolder(), 'text');
writeFileSync(file, 'no certificate\n');
const broker = ['--broker', 'mqtt://127.0.0.1'];
test.each<[flag: string, args: string[]]>([
  ['--broker', ['join', '--session', 'garden']],
  ['--broker', ['join', '--session', 'garden', '--broker', 'http://127.0.0.1']],
  ['--broker', ['join', '--session', 'garden', '--broker', 'mqtt://pi:secret@127.0.0.1']],
  ['--broker', ['run', '--session', 'garden', ...broker, 'pi@one']],
  ['--session', ['join', ...broker]],
  ['--session', ['run', ...broker]],
  ['--difficulty', ['join', '--session', 'garden', ...broker, '--difficulty', '65']],
  ['--coordinator', ['join', '--session', 'garden', ...broker, '--coordinator', 'abc']],
  ['--mqtt', ['run', '--session', 'garden', '--mqtt', ...broker]],
  ['--broker-user', ['run', '--broker-user', 'pi']],
  ['--broker-password-file', ['join', '--session', 'garden', ...broker, '--broker-password-file', file]],
  [
    '--broker-password-file',
    ['join', '--session', 'garden', ...broker, '--broker-user', 'pi', '--broker-password-file', `${file}s`],
  ],
  ['--broker-ca', ['join', '--session', 'garden', ...broker, '--broker-ca', file]],
  ['--broker-ca', ['join', '--session', 'garden', '--broker', 'mqtts://127.0.0.1', '--broker-ca', file]],
])('bad input names %s: %j', async (flag, args) => {
  const { code, stderr } = await run(['clock', ...args, '--json']);
  expect(code).toBe(2);
  expect(stderr).not.toContain('secret');
  expect(jsonLines(stderr).at(-1)).toMatchObject({ option: flag });
});
