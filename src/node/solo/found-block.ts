import { bytesToHex, hashToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { HEADER_SIZE } from '../../bitcoin/header-fields.js';
import { sha256d } from '../../bitcoin/sha256d.js';
import { InputError } from '../../errors.js';

/** A block that was found, with what is needed to submit it again. */
export interface FoundBlock {
  /** The chain that it is for, as the node names it. */
  readonly chain: string;
  readonly height: number;
  /** The whole block, in hex. */
  readonly block: string;
  /** When it was found, in milliseconds since 1970. */
  readonly foundAt: number;
  /** Of the template, if it has one: the node wants it back with the block (BIP 22). */
  readonly workId?: string | undefined;
}

const FORMAT = 1;

/** The hash, in display order, of a block in hex. @throws InputError */
export function blockHash(block: string): string {
  const bytes = hexToBytes(block, 'block');
  if (bytes.length <= HEADER_SIZE) {
    throw new InputError('ERR_INVALID_OPTION', 'block', 'a header and transactions', block);
  }
  return hashToHex(sha256d(bytes.subarray(0, HEADER_SIZE)));
}

/** The hash, in display order, of the block that a block in hex builds on. */
export function parentHash(block: string): string {
  return hashToHex(hexToBytes(block.slice(8, 72)));
}

/** As a file's text. It begins with `{` and ends with `}`, so that no part of it is JSON as well. */
export function writeFoundBlock({ chain, height, block, foundAt, workId }: FoundBlock): string {
  const checksum = bytesToHex(sha256d(hexToBytes(block)));
  return `${JSON.stringify({ format: FORMAT, chain, height, foundAt, workId, checksum, block })}\n`;
}

/** @throws Error that says what is wrong with the text */
export function readFoundBlock(text: string, hash: string): FoundBlock {
  let stored: Partial<FoundBlock & { format: unknown; checksum: unknown }>;
  try {
    stored = JSON.parse(text);
  } catch {
    throw new Error(`not written to its end, or damaged (${text.length} characters)`);
  }
  const { format, chain, height, block, foundAt, workId, checksum } = stored ?? {};
  if (format !== FORMAT) throw new Error('of another version of mine-wasm, or not a found block');
  if (
    typeof chain !== 'string' ||
    !Number.isSafeInteger(height) ||
    !Number.isSafeInteger(foundAt) ||
    (workId !== undefined && typeof workId !== 'string') ||
    typeof block !== 'string' ||
    !isSound(block, checksum, hash)
  ) {
    throw new Error('damaged');
  }
  return { chain, height: height!, block, foundAt: foundAt!, ...(workId !== undefined && { workId }) };
}

function isSound(block: string, checksum: unknown, hash: string): boolean {
  try {
    return blockHash(block) === hash && bytesToHex(sha256d(hexToBytes(block))) === checksum;
  } catch {
    return false;
  }
}
