/** The script of a coinbase's input. It is never run, but bounded and counted: 2 … 100 bytes, and its signature operations. */
import { concatBytes } from '@noble/hashes/utils.js';
import { InputError } from '../../errors.js';

/** Bytes of the extranonce: so many that it never has to begin anew. */
export const EXTRANONCE_SIZE = 8;

/** The most that a coinbase's script may have (consensus: `bad-cb-length`). The least, 2, the extranonce sees to. */
const MAX_SIZE = 100;

const OP_1 = 0x51;
const OP_PUSHDATA1 = 0x4c;

/** A coinbase's script, and where its extranonce goes. */
export interface CoinbaseScript {
  /** The extranonce is zeros. */
  readonly bytes: Uint8Array;
  /** Where the extranonce's bytes begin. */
  readonly extranonceOffset: number;
}

/**
 * The height, what the node wants to have in, the extranonce, the miner's tag. All of it in pushes, as BIP 22 advises: a
 * bare byte 0xac or 0xae, which an extranonce comes upon sooner or later, counts as one or twenty signature operations
 * of the block's 20,000.
 * @param tag text of the miner's own, UTF-8
 * @throws InputError: `ERR_INVALID_OPTION` if `tag` makes it too long, `ERR_INVALID_TEMPLATE` if it is so without
 */
export function coinbaseScript(height: number, aux: readonly Uint8Array[], tag: string): CoinbaseScript {
  if (typeof tag !== 'string') throw new InputError('ERR_INVALID_OPTION', 'tag', 'a string', tag);
  const head = [pushHeight(height), ...aux.map(push)];
  const extranonceOffset = head.reduce((size, { length }) => size + length, 1);
  const untagged = concatBytes(...head, push(new Uint8Array(EXTRANONCE_SIZE)));
  if (untagged.length > MAX_SIZE) {
    const expected = `short enough for a coinbase of ${MAX_SIZE} bytes (it takes ${untagged.length})`;
    throw new InputError('ERR_INVALID_TEMPLATE', 'template.coinbaseaux', expected, concatBytes(...aux));
  }
  const text = new TextEncoder().encode(tag);
  const bytes = text.length === 0 ? untagged : concatBytes(untagged, push(text));
  if (bytes.length > MAX_SIZE) {
    const rest = MAX_SIZE - untagged.length;
    // From 76 bytes on a push takes two more, instead of one.
    const room = Math.max(0, rest > OP_PUSHDATA1 + 1 ? rest - 2 : Math.min(rest, OP_PUSHDATA1) - 1);
    const expected = `at most ${room} bytes of UTF-8 here (it has ${text.length})`;
    throw new InputError('ERR_INVALID_OPTION', 'tag', expected, tag);
  }
  return { bytes, extranonceOffset };
}

/**
 * A push of the height, as BIP 34 has blocks begin with, by the shortest script that there is: OP_1 … OP_16, or a
 * length and the little-endian number, whose highest bit is its sign.
 * @param height 1 or more
 */
export function pushHeight(height: number): Uint8Array {
  if (height <= 16) return Uint8Array.of(OP_1 + height - 1);
  const number: number[] = [];
  for (let rest = height; rest > 0; rest = Math.floor(rest / 256)) number.push(rest % 256);
  if (number.at(-1)! >= 0x80) number.push(0);
  return Uint8Array.of(number.length, ...number);
}

/** @param data fewer than 256 bytes; more can't be in a coinbase anyway */
function push(data: Uint8Array): Uint8Array {
  const head = data.length < OP_PUSHDATA1 ? [data.length] : [OP_PUSHDATA1, data.length];
  return concatBytes(Uint8Array.from(head), data);
}
