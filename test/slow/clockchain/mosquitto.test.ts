import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { killedAndBack } from '../../cli/clock/killed-and-back.js';
import { jsonLines, run, temporaryFolder } from '../../cli/command.js';
import { installDebianPackages } from '../../support/debian.js';

installDebianPackages({ mosquitto: '/usr/sbin/mosquitto', openssl: '/usr/bin/openssl' });

const folder = temporaryFolder();
const PASSWORD = 'kept out of the command line';

function must(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Debian's mosquitto on loopback. */
async function startMosquitto(lines: readonly string[]): Promise<number> {
  const port = await freePort();
  const file = join(folder, `${port}.conf`);
  // It drops root's rights, and has to read what lies here.
  chmodSync(folder, 0o755);
  writeFileSync(file, [`listener ${port} 127.0.0.1`, 'user root', ...lines, ''].join('\n'));
  const child = spawn('/usr/sbin/mosquitto', ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const over = once(child, 'close');
  onTestFinished(async () => {
    child.kill();
    await over;
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (/mosquitto version .* running/.test(log)) resolve();
    });
    child.once('close', () => reject(new Error(`mosquitto has ended: ${log}`)));
  });
  return port;
}

test('three processes in rounds, one killed and returning', async () => {
  const port = await startMosquitto(['allow_anonymous true']);
  await killedAndBack(['--broker', `mqtt://127.0.0.1:${port}`]);
});

test('TLS, user and password', async () => {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', 'key.pem'];
  must('/usr/bin/openssl', 'req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...subject);
  must('/usr/bin/mosquitto_passwd', '-b', '-c', join(folder, 'users'), 'pi', PASSWORD);
  const [cert, keyFile, users, password] = ['cert.pem', 'key.pem', 'users', 'password'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  writeFileSync(password, `${PASSWORD}\n`, { mode: 0o600 });
  const port = await startMosquitto([
    'allow_anonymous false',
    `password_file ${users}`,
    `certfile ${cert}`,
    `keyfile ${keyFile}`,
  ]);
  const url = `mqtts://localhost:${port}`;
  const trusted = ['--broker', url, '--broker-ca', cert, '--broker-user', 'pi'];
  await killedAndBack([...trusted, '--broker-password-file', password]);
  await killedAndBack(trusted, { MINE_WASM_BROKER_PASSWORD: PASSWORD });
  const refused = async (flags: readonly string[], env: NodeJS.ProcessEnv = {}) => {
    const args = ['clock', 'join', '--session', 'garden', '--folder', temporaryFolder(), '--json', ...flags];
    const { code, stderr } = await run(args, { env });
    expect({ code, stderr }).toMatchObject({ code: 3 });
    return jsonLines(stderr).at(-1);
  };
  const wrong = { MINE_WASM_BROKER_PASSWORD: 'wrong' };
  expect(await refused(trusted, wrong)).toMatchObject({
    code: 'ERR_BROKER',
    message: expect.stringMatching(/not author/i),
  });
  expect(await refused(['--broker', url])).toMatchObject({
    code: 'ERR_BROKER',
    message: expect.stringMatching(/self-signed certificate/),
  });
});
