/** Devices whose ticks are mined and signed by node:crypto alone: no code of the clockchain's own. */
import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { Header } from '../../../src/bitcoin/header.js';
import type { Citation, Tick } from '../../../src/clockchain/tick/tick.js';
import { contentRoot, sha256d, toNumber, ZEROS } from './oracle.js';
import { seededKeyPem } from './seeded-key.js';

/** One leading hex zero, 16 tries: 0x0fffff · 2^232. */
export const EASY_BITS = 0x200fffff;

/** What a tick can be asked to be; the rest is in order. */
export interface Draft {
  readonly prev: Uint8Array;
  readonly payload?: Uint8Array;
  readonly roundRoot?: Uint8Array;
  readonly round?: number;
  readonly citations?: readonly Citation[];
  readonly bits?: number;
  readonly version?: number;
}

export class TestDevice {
  readonly publicKey: Uint8Array;
  readonly id: string;
  readonly #privateKey: KeyObject;

  /** @param name devices of the same name are the same, in each run */
  constructor(name: string) {
    this.#privateKey = createPrivateKey(
      seededKeyPem(Buffer.from(sha256d(Buffer.from(name))).toString('hex')),
    );
    const { x } = createPublicKey(this.#privateKey).export({ format: 'jwk' });
    this.publicKey = Uint8Array.from(Buffer.from(x!, 'base64url'));
    this.id = Buffer.from(this.publicKey).toString('hex');
  }

  sign(bytes: Uint8Array): Uint8Array {
    return Uint8Array.from(sign(null, bytes, this.#privateKey));
  }

  /** A tick that is solved and signed, whatever else it is. */
  mine(draft: Draft): Tick {
    const { payload = ZEROS, roundRoot = ZEROS, round = 0, bits = EASY_BITS } = draft;
    const citations = inOrder(draft.citations ?? []);
    const content = { device: this.publicKey, payload, roundRoot, citations };
    const header = solve(draft.prev, contentRoot(content), bits, draft.version);
    return { header, ...content, round, signature: this.sign(header.hashBytes()) };
  }
}

/** Sorted bytewise by device key. */
export function inOrder<Entry extends { readonly device: Uint8Array }>(entries: readonly Entry[]): Entry[] {
  return [...entries].sort((a, b) => Buffer.compare(a.device, b.device));
}

/** The first header, by its nonce, whose hash is not above the target of the bits; of bits that are none, one that is not solved. */
export function solve(prev: Uint8Array, root: Uint8Array, bits: number, version = 0x20000000): Header {
  const bytes = Buffer.alloc(80);
  bytes.writeUInt32LE(version, 0);
  bytes.set(prev, 4);
  bytes.set(root, 36);
  bytes.writeUInt32LE(1_700_000_000, 68);
  bytes.writeUInt32LE(bits, 72);
  const target = BigInt(bits & 0x7fffff) << BigInt(8 * ((bits >>> 24) - 3));
  const isTarget = target > 0n && (bits & 0x800000) === 0;
  for (let nonce = 0; isTarget; nonce++) {
    bytes.writeUInt32LE(nonce, 76);
    if (toNumber(sha256d(bytes)) <= target) break;
  }
  return Header.from(bytes);
}
