import { execFileSync } from 'node:child_process';
import { createPrivateKey, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DeviceKey, DeviceKeyError, verifySignature } from '../../../src/clockchain/device/device-key.js';
import { seededKeyPem } from '../support/seeded-key.js';

const isPosix = process.platform !== 'win32';

function temporaryFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'device.pem');
}

async function refusal(file: string): Promise<DeviceKeyError> {
  const error = await DeviceKey.open(file).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(DeviceKeyError);
  expect(error).toMatchObject({ code: 'ERR_DEVICE_KEY', file });
  return error;
}

describe('RFC 8032, 7.1', () => {
  // Test 3: secret key, public key, message, signature.
  const secret = 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7';
  const publicKey = 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025';
  const message = Buffer.from('af82', 'hex');
  const signature =
    '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a';

  it('has this public key and signature', async () => {
    const file = temporaryFile();
    writeFileSync(file, seededKeyPem(secret), { mode: 0o600 });
    const key = await DeviceKey.open(file);
    expect(key.id).toBe(publicKey);
    expect(Buffer.from(key.publicKey).toString('hex')).toBe(publicKey);
    expect(Buffer.from(key.sign(message)).toString('hex')).toBe(signature);
    expect(verifySignature(key.publicKey, message, Buffer.from(signature, 'hex'))).toBe(true);
  });

  it('a flipped bit of key, message or signature is noticed, as is another length', () => {
    const parts = [publicKey, 'af82', signature].map((hex) => Buffer.from(hex, 'hex'));
    const verified = (key: Uint8Array, text: Uint8Array, sig: Uint8Array) => verifySignature(key, text, sig);
    expect(verified(...(parts as [Buffer, Buffer, Buffer]))).toBe(true);
    for (const [which, part] of parts.entries()) {
      for (let bit = 0; bit < 8 * part.length; bit++) {
        const flipped = Buffer.from(part);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(verified(...(parts.with(which, flipped) as [Buffer, Buffer, Buffer]))).toBe(false);
      }
    }
    expect(verified(parts[0]!.subarray(1), parts[1]!, parts[2]!)).toBe(false);
    expect(verified(parts[0]!, parts[1]!, Buffer.concat([parts[2]!, Buffer.alloc(1)]))).toBe(false);
  });
});

describe('a generated key', () => {
  it('signs what node:crypto verifies', () => {
    const key = DeviceKey.generate();
    const bytes = Buffer.from('tick');
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key.publicKey).toString('base64url') };
    const peer = createPublicKey({ key: jwk, format: 'jwk' });
    expect(verify(null, bytes, peer, key.sign(bytes))).toBe(true);
    expect(verifySignature(key.publicKey, bytes, DeviceKey.generate().sign(bytes))).toBe(false);
  });

  it('does not show its private part', () => {
    expect(JSON.stringify(Object.entries(DeviceKey.generate()))).not.toMatch(/private/i);
  });
});

describe('a key file', () => {
  it('is made on first use, with its folders, and read from then on', async () => {
    const file = join(temporaryFile(), 'deeper', 'device.pem');
    const made = await DeviceKey.open(file);
    expect((await DeviceKey.open(file)).id).toBe(made.id);
    expect(readdirSync(join(file, '..'))).toEqual(['device.pem']);
    if (isPosix) expect(statSync(file).mode & 0o777).toBe(0o600);
    const pem = createPrivateKey(readFileSync(file));
    expect(createPublicKey(pem).export({ format: 'jwk' }).x).toBe(
      Buffer.from(made.publicKey).toString('base64url'),
    );
  });

  it('is made once, however many open it at the same time', async () => {
    const file = temporaryFile();
    const keys = await Promise.all(Array.from({ length: 20 }, () => DeviceKey.open(file)));
    expect(new Set(keys.map(({ id }) => id)).size).toBe(1);
    expect((await DeviceKey.open(file)).id).toBe(keys[0]!.id);
    expect(readdirSync(join(file, '..'))).toEqual(['device.pem']);
  });

  it.runIf(isPosix)('that its group or others may use is refused, and stays as it is', async () => {
    const file = temporaryFile();
    await DeviceKey.open(file);
    const before = readFileSync(file, 'utf8');
    for (const mode of [0o640, 0o604, 0o620, 0o644, 0o777]) {
      chmodSync(file, mode);
      const { message } = await refusal(file);
      expect(message).toBe(
        `Expected ${file} to be closed to all but its owner (chmod 600), got mode 0${mode.toString(8)}`,
      );
    }
    chmodSync(file, 0o400);
    expect(existsSync(file)).toBe(true);
    expect((await DeviceKey.open(file)).id).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('that holds something else is refused, and what it holds is not told', async () => {
    const file = temporaryFile();
    const encrypted = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { format: 'pem', type: 'spki' },
      privateKeyEncoding: { format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase: 'secret' },
    });
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    const whole = seededKeyPem('11'.repeat(32));
    for (const [text, got] of [
      ['', 'something else'],
      ['no key at all', 'something else'],
      [whole.slice(0, 60), 'something else'],
      [encrypted.privateKey, 'something else'],
      [encrypted.publicKey, 'something else'],
      [rsa.export({ format: 'pem', type: 'pkcs8' }) as string, 'a key for rsa'],
      ['x'.repeat(20_000), '20000 bytes'],
    ] as const) {
      writeFileSync(file, text, { mode: 0o600 });
      const { message } = await refusal(file);
      expect(message).toMatch(new RegExp(`got ${got}$`));
      expect(message.length).toBeLessThan(200 + file.length);
      expect(readFileSync(file, 'utf8')).toBe(text);
    }
  });

  it.runIf(isPosix)('has to be a file: a folder or a pipe is refused at once', async () => {
    const folder = temporaryFile();
    mkdirSync(folder, { mode: 0o700 });
    expect((await refusal(folder)).message).toMatch(/got no file$/);
    const pipe = temporaryFile();
    execFileSync('mkfifo', ['-m', '600', pipe]);
    expect((await refusal(pipe)).message).toMatch(/got no file$/);
  });

  it('that can not be made is told so', async () => {
    const file = temporaryFile();
    writeFileSync(file, 'a file where a folder should be', { mode: 0o600 });
    expect((await refusal(join(file, 'device.pem'))).message).toMatch(
      /^Expected .* to hold an Ed25519 key, got E[A-Z]+: /,
    );
  });
});
