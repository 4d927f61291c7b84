import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { constants } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { MineWasmError } from '../../errors.js';
import { makeFolder, syncFolder } from '../../node/durable-file.js';
import { SIGNATURE_SIZE } from '../tick/tick-sizes.js';
import { readPublicKey } from './public-key.js';

/** A PEM file of an Ed25519 key has 119 bytes; another kind of key may have some thousand. */
const LONGEST_FILE = 16_384;
/** Not to wait for a writer should the path be a pipe; Windows knows no such flag. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** A file's mode: what its group and all others may do. */
const OTHERS = 0o077;

/** The file of a device's or coordinator's key can't be used. Messages name the file and never hold a part of the key. */
export class DeviceKeyError extends MineWasmError {
  override readonly name = 'DeviceKeyError';
  readonly file: string;

  constructor(file: string, expected: string, got: string, options?: ErrorOptions) {
    super('ERR_DEVICE_KEY', `Expected ${file} to ${expected}, got ${got}`, options);
    this.file = file;
  }
}

/** The identity of a device, or of a coordinator: an Ed25519 key pair (RFC 8032). */
export class DeviceKey {
  /** Raw: 32 bytes. */
  readonly publicKey: Uint8Array;
  /** The public key as 64 hex digits: the device's name. */
  readonly id: string;
  readonly #privateKey: KeyObject;

  private constructor(privateKey: KeyObject) {
    const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
    this.publicKey = Uint8Array.from(Buffer.from(x!, 'base64url'));
    this.id = bytesToHex(this.publicKey);
    this.#privateKey = privateKey;
  }

  /** A new key that is kept nowhere. */
  static generate(): DeviceKey {
    return new DeviceKey(generateKeyPairSync('ed25519').privateKey);
  }

  /**
   * The key in a file (PKCS#8 in PEM, not encrypted), which is made with mode 0600 when it is not there. Several processes can open the
   * same new file at once: all get the same key.
   * @throws DeviceKeyError (`ERR_DEVICE_KEY`) when the file can't be read or made, is no such key, or others than its owner may read or
   *   write it. Windows has no such modes: there the folder's permissions have to do
   */
  static async open(file: string): Promise<DeviceKey> {
    try {
      return new DeviceKey((await readKey(file)) ?? (await makeKey(file)));
    } catch (error) {
      if (error instanceof DeviceKeyError) throw error;
      throw new DeviceKeyError(file, 'hold an Ed25519 key', (error as Error).message, { cause: error });
    }
  }

  /** @returns 64 bytes; always the same for the same key and bytes */
  sign(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from(sign(null, bytes, this.#privateKey));
  }
}

/**
 * Whether `signature` is the Ed25519 signature of `bytes` by the owner of `publicKey`.
 * @param publicKey raw, 32 bytes
 * @param signature 64 bytes
 * @returns false, too, for a key or signature of another length, and for a key that readPublicKey refuses
 */
export function verifySignature(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_SIZE) return false;
  const key = readPublicKey(publicKey);
  return key !== undefined && verify(null, bytes, key, signature);
}

/** @returns undefined when there is no such file */
async function readKey(path: string): Promise<KeyObject | undefined> {
  const file = await open(path, READ).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    // Of what is open, not of what the path names by now.
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > LONGEST_FILE) {
      throw new DeviceKeyError(
        path,
        'be the file of a key',
        stats.isFile() ? `${stats.size} bytes` : 'no file',
      );
    }
    const mode = stats.mode & 0o777;
    if (process.platform !== 'win32' && (mode & OTHERS) !== 0) {
      const expected = 'be closed to all but its owner (chmod 600)';
      throw new DeviceKeyError(path, expected, `mode 0${mode.toString(8)}`);
    }
    return parseKey(path, await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}

function parseKey(path: string, pem: string): KeyObject {
  const expected = 'be an Ed25519 private key in PEM (PKCS#8, not encrypted)';
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch (cause) {
    throw new DeviceKeyError(path, expected, 'something else', { cause });
  }
  if (key.asymmetricKeyType === 'ed25519') return key;
  throw new DeviceKeyError(path, expected, `a key for ${key.asymmetricKeyType}`);
}

/** Makes the file, or reads the one that another process was quicker to make. */
async function makeKey(path: string): Promise<KeyObject> {
  await makeFolder(dirname(path));
  const { privateKey } = generateKeyPairSync('ed25519');
  const fresh = `${path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(privateKey.export({ format: 'pem', type: 'pkcs8' }));
      await file.sync();
    } finally {
      await file.close();
    }
    // Not a rename: a link never replaces a file that is there.
    await link(fresh, path);
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === 'EEXIST' ? await readKey(path) : undefined;
    if (there === undefined) throw error;
    return there;
  } finally {
    await rm(fresh, { force: true });
  }
  await syncFolder(dirname(path));
  return privateKey;
}
