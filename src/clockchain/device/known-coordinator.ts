import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { bytesToHex } from '../../bitcoin/bytes.js';
import { writeDurably } from '../../node/durable-file.js';
import { DeviceKeyError } from './device-key.js';

const KEY = /^[\da-f]{64}$/;

/**
 * The coordinator that a device follows in a session, by its public key: the one that is stated, or else the first that calls, from then on
 * and in later runs.
 */
export class KnownCoordinator {
  readonly path: string;
  #key: string | undefined;
  #isKept: boolean;

  private constructor(path: string, key: string | undefined, isKept: boolean) {
    this.path = path;
    this.#key = key;
    this.#isKept = isKept;
  }

  /**
   * @param path of the file that keeps it, once there is one
   * @param stated its public key in hex; it takes the place of one that was known
   * @throws DeviceKeyError
   */
  static async open(path: string, stated?: string): Promise<KnownCoordinator> {
    const kept = await readKept(path);
    return new KnownCoordinator(path, stated ?? kept, stated === undefined || stated === kept);
  }

  /** Raw; undefined before the first. */
  get key(): Uint8Array | undefined {
    return this.#key === undefined ? undefined : Uint8Array.from(Buffer.from(this.#key, 'hex'));
  }

  /** Takes the first that comes. @returns whether it is the session's */
  meet(key: Uint8Array): boolean {
    const id = bytesToHex(key);
    if (this.#key === undefined) {
      this.#key = id;
      this.#isKept = false;
    }
    return this.#key === id;
  }

  /** Has it on the disk. @throws DeviceKeyError */
  async keep(): Promise<void> {
    if (this.#isKept) return;
    try {
      const fresh = `${this.path}.${process.pid}-${randomBytes(6).toString('hex')}.tmp`;
      await writeDurably(this.path, `${this.#key}\n`, fresh);
    } catch (error) {
      throw new DeviceKeyError(this.path, "take the coordinator's key", (error as Error).message, {
        cause: error,
      });
    }
    this.#isKept = true;
  }
}

/** @returns undefined when there is no such file */
async function readKept(path: string): Promise<string | undefined> {
  const expected = "hold a coordinator's public key, 64 hex digits";
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DeviceKeyError(path, expected, (error as Error).message, { cause: error });
  }
  const key = text.trim();
  if (!KEY.test(key)) throw new DeviceKeyError(path, expected, 'something else');
  return key;
}
