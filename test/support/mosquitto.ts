import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { installDebianPackages } from './debian.js';

const MOSQUITTO = '/usr/sbin/mosquitto';

/** Debian's packages for a broker with TLS. */
export function installMosquitto(): void {
  installDebianPackages({ mosquitto: MOSQUITTO, openssl: '/usr/bin/openssl' });
}

/** A folder that mosquitto can read, removed with the test. */
export function brokerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-broker-'));
  // Mosquitto drops root's rights.
  chmodSync(folder, 0o755);
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs a program to its end. @throws Error with what it wrote */
export function must(folder: string, program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8', cwd: folder });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
}

/**
 * Debian's mosquitto on loopback, until the test is over.
 * @param lines of its configuration
 * @returns its port
 */
export async function startMosquitto(folder: string, lines: readonly string[]): Promise<number> {
  const port = await freePort();
  const file = join(folder, `${port}.conf`);
  writeFileSync(file, [`listener ${port} 127.0.0.1`, 'user root', ...lines, ''].join('\n'));
  const child = spawn(MOSQUITTO, ['-c', file], { stdio: ['ignore', 'ignore', 'pipe'] });
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

/**
 * {@link startMosquitto} with TLS, for a user `pi` alone.
 * @returns its port, and the certificate's file, which has signed itself
 */
export async function startSecureMosquitto(
  folder: string,
  password: string,
): Promise<{ readonly port: number; readonly cert: string }> {
  const [cert, key, users] = ['cert.pem', 'key.pem', 'users'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key];
  must(folder, '/usr/bin/openssl', 'req', '-x509', ...curve, '-out', cert, '-days', '2', ...subject);
  must(folder, '/usr/bin/mosquitto_passwd', '-b', '-c', users, 'pi', password);
  const secured = ['allow_anonymous false', `password_file ${users}`, `certfile ${cert}`, `keyfile ${key}`];
  return { port: await startMosquitto(folder, secured), cert };
}
