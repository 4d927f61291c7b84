import { bytesToHex, hashToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { decodeCompact, formatBits } from '../../bitcoin/compact.js';
import { Header } from '../../bitcoin/header.js';
import { sha256d } from '../../bitcoin/sha256d.js';
import { Target } from '../../bitcoin/target.js';
import { BIP320_MASK } from '../../bitcoin/version-rolling.js';
import { InputError } from '../../errors.js';
import { genesisOf } from '../chain/chain-state.js';
import { verifySignature } from '../device/device-key.js';
import { type MerklePath, rootOfPath } from '../merkle.js';
import { TICK_VERSION } from '../tick/tick-checks.js';
import { PAYLOAD_LEAF } from '../tick/tick-leaves.js';
import type { ReadingProof } from './proof.js';
import { ProofError, type ProofFault } from './proof-error.js';
import { isSigned, leafOf, parseReading, type SignedReading } from './reading.js';
import { isTransfer, readTransfer, type Transfer } from './transfer.js';

/** What a proof is to be of. Without, it can be of any device and session, and of ticks that cost nothing. */
export interface ProofDemands {
  /** Public key in hex. */
  readonly device?: string | undefined;
  readonly session?: string | undefined;
  /** The easiest target that any of its ticks may have. */
  readonly easiest?: Target | undefined;
}

/** What a proof that holds says. */
export interface ProvenReading {
  /** Public key in hex. */
  readonly device: string;
  readonly session: string;
  readonly number: number;
  /** Milliseconds since 1970, as the device says. */
  readonly time: number;
  /** The line. */
  readonly text: string;
  /** Where the reading is one: verified. */
  readonly transfer?: Transfer;
  /** Place of the sealing tick in the device's chain, from 1: the device's own time. */
  readonly tau: number;
  /** The sealing tick's hash, display order. */
  readonly hash: string;
  /** Ticks after it. */
  readonly later: number;
  /** Hashes that it takes on average to make the sealing tick and those after it. */
  readonly work: number;
}

/**
 * Verifies a proof, offline. It shows that the device has signed the reading and sealed it in this place of its chain, with this much work
 * from there on. It does not show when that was, nor that the device has no other chain for the same session.
 * @throws ProofError saying what is wrong
 */
export function checkProof(proof: ReadingProof, demands: ProofDemands = {}): ProvenReading {
  const { session, device, headers, tick } = proof;
  const { number, time, text } = proof.reading;
  const transfer = readText(text);
  const chain = checkHeaders(session, headers);
  const sealing = chain[tick.tau - 1];
  if (sealing === undefined) {
    throw new ProofError('place', `to have tick ${tick.tau}, got ${headers.length} headers`);
  }
  const reading = signedReading(proof);
  if (!isSigned(session, reading)) {
    throw new ProofError('reading-signature', `to have a reading signed by ${device}, got another signature`);
  }
  const payload = hexToBytes(proof.payload);
  checkPath('batch-path', { leaf: leafOf(reading), ...pathOf(proof.batch) }, payload, 'payload');
  // Beside the key's own leaf: anywhere else in the tree it would be no payload.
  const key = hexToBytes(device);
  if (tick.siblings[0] !== bytesToHex(sha256d(key))) {
    throw new ProofError('tick-path', `to have a payload beside the key of ${device}, got another neighbour`);
  }
  const root = sealing.header.toBytes().subarray(36, 68);
  const path = { leaf: payload, ...pathOf({ index: PAYLOAD_LEAF, siblings: tick.siblings }) };
  checkPath('tick-path', path, root, "tick's merkle root");
  if (!verifySignature(key, chain.at(-1)!.hash, hexToBytes(proof.signature))) {
    throw new ProofError('chain-signature', `to have a last tick signed by ${device}, got another signature`);
  }
  checkDemands(proof, chain, demands);
  return {
    device,
    session,
    number,
    time,
    text,
    ...(transfer && { transfer }),
    tau: tick.tau,
    hash: hashToHex(sealing.hash),
    later: chain.length - tick.tau,
    work: chain.slice(tick.tau - 1).reduce((sum, { target }) => sum + target.expectedHashes, 0),
  };
}

interface CheckedHeader {
  readonly header: Header;
  readonly hash: Uint8Array;
  readonly target: Target;
}

/** @returns the transfer, where the text is one */
function readText(text: string): Transfer | undefined {
  let reading: Readonly<Record<string, unknown>>;
  try {
    reading = parseReading(Buffer.from(text));
  } catch (cause) {
    throw new ProofError('reading', `to have a reading as its text: ${(cause as Error).message}`, { cause });
  }
  try {
    return isTransfer(reading) ? readTransfer(reading) : undefined;
  } catch (cause) {
    throw new ProofError('transfer', `to have a transfer that holds: ${(cause as Error).message}`, { cause });
  }
}

function checkHeaders(session: string, headers: readonly string[]): CheckedHeader[] {
  let prev = hashToHex(genesisOf(session));
  return headers.map((hex, i): CheckedHeader => {
    const header = Header.from(hex);
    const name = `header ${i + 1}`;
    if (header.previousBlockHash !== prev) {
      const [fault, whom]: [ProofFault, string] =
        i === 0 ? ['session', `the session ${JSON.stringify(session)}`] : ['link', `header ${i}`];
      throw new ProofError(fault, `to have a ${name} that follows ${whom}, got ${header.previousBlockHash}`);
    }
    if (((header.version ^ TICK_VERSION) & ~BIP320_MASK) !== 0) {
      throw new ProofError(
        'header',
        `to have a tick's version in ${name}, got ${formatBits(header.version >>> 0)}`,
      );
    }
    if (decodeCompact(header.bits).fault !== undefined) {
      throw new ProofError(
        'header',
        `to have bits that are a target in ${name}, got ${formatBits(header.bits)}`,
      );
    }
    const target = Target.fromBits(header.bits);
    const hash = header.hashBytes();
    prev = hashToHex(hash);
    if (!target.isMetBy(hash)) {
      throw new ProofError('work', `to have a ${name} with a hash of at most ${target}, got ${prev}`);
    }
    return { header, hash, target };
  });
}

function signedReading({ device, reading }: ReadingProof): SignedReading {
  const { number, time, text, signature } = reading;
  return {
    device: hexToBytes(device),
    number,
    time,
    bytes: Uint8Array.from(Buffer.from(text)),
    signature: hexToBytes(signature),
  };
}

function pathOf({ index, siblings }: ReadingProof['batch']): Omit<MerklePath, 'leaf'> {
  return { index, siblings: siblings.map((hash) => hexToBytes(hash)) };
}

function checkPath(fault: ProofFault, path: MerklePath, root: Uint8Array, what: string): void {
  const expected = bytesToHex(root);
  let got: string;
  try {
    got = bytesToHex(rootOfPath(path));
    if (isRepetition(path)) got = `a path from place ${path.index}, which only repeats another`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    got = `a path of ${path.siblings.length} levels, which has no place ${path.index}`;
  }
  if (got !== expected) throw new ProofError(fault, `to have a path to the ${what} ${expected}, got ${got}`);
}

/** Whether it leads from what an odd level repeats at its end: the same leaf has its path from its own place (CVE-2012-2459). */
function isRepetition({ leaf, index, siblings }: MerklePath): boolean {
  return siblings.some((sibling, level) => {
    if (((index >> level) & 1) === 0) return false;
    const below = { leaf, index: index % 2 ** level, siblings: siblings.slice(0, level) };
    return bytesToHex(rootOfPath(below)) === bytesToHex(sibling);
  });
}

function checkDemands(
  { device, session }: ReadingProof,
  chain: readonly CheckedHeader[],
  demands: ProofDemands,
): void {
  if (demands.device !== undefined && demands.device !== device) {
    throw new ProofError('other-device', `to be of device ${demands.device}, got ${device}`);
  }
  if (demands.session !== undefined && demands.session !== session) {
    const [expected, got] = [demands.session, session].map((name) => JSON.stringify(name));
    throw new ProofError('other-session', `to be of session ${expected}, got ${got}`);
  }
  const { easiest } = demands;
  if (easiest === undefined) return;
  const at = chain.findIndex(({ target }) => target.toBigInt() > easiest.toBigInt());
  if (at === -1) return;
  const got = `${chain[at]!.target} in header ${at + 1}`;
  throw new ProofError('easy', `to have targets of at most ${easiest}, got ${got}`);
}
