import { createHash } from 'node:crypto';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startSshDevice } from '../../../src/clockchain/link/ssh-device.js';
import { parseRemoteHost } from '../../../src/remote/remote-host.js';
import { temporaryFolder } from '../records/samples.js';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Runs a script as the portable file, by an ssh that stays on this machine. */
function start(script: string) {
  const folder = temporaryFolder();
  const ssh = join(folder, 'ssh');
  writeFileSync(ssh, '#!/bin/sh\nfor command; do :; done\nexec sh -c "$command"\n');
  chmodSync(ssh, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('XDG_CACHE_HOME', folder);
  const bytes = Buffer.from(script);
  const artifact = { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  const device = startSshDevice(parseRemoteHost('here'), { artifact, args: [], node: process.execPath });
  onTestFinished(async () => {
    device.kill();
    await device.ended;
  });
  return { device, output: device.output as PassThrough };
}

describe.skipIf(process.platform === 'win32')('a device on another host', () => {
  test('is read no faster than its lines are taken', async () => {
    const { device, output } = start(`
      let left = 5000;
      const tell = () => {
        while (left > 0) if (!process.stdout.write('x'.repeat(1000) + left-- + '\\n')) return process.stdout.once('drain', tell);
      };
      tell();
    `);
    let lines = 0;
    let most = 0;
    for await (const bytes of output) {
      lines += (bytes as Buffer).toString().split('\n').length - 1;
      // Slower than it tells them.
      for (let i = 0; i < 20; i++) {
        await setImmediate();
        most = Math.max(most, output.readableLength + output.writableLength);
      }
    }
    expect(lines).toBe(5000);
    // What is read at once, and the stream's own.
    expect(most).toBeLessThan(400_000);
    expect(await device.ended).toBeUndefined();
  });

  test('ends with a line that is longer than any of the protocol', async () => {
    const { device, output } = start(
      `process.stdout.write('x'.repeat(1_000_000) + '\\n'); process.stdin.resume();`,
    );
    output.resume();
    device.input.on('error', () => {});
    expect(await device.ended).toMatch(/^expected lines, got \d+ characters without an end$/);
  });
});
