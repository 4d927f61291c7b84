import { isBytes } from '@noble/hashes/utils.js';
import { decodeCompact, formatBits } from './compact.js';
import { Header } from './header.js';
import { HEADER_SIZE } from './header-fields.js';
import { HeaderTemplate, type HeaderTemplateInput } from './header-template.js';
import { Target } from './target.js';

/** BIP 320 leaves bits 13 to 28 to miners. */
const FIRST_ROLLED_BIT = 13;

/** One field of a serialised header, explained. */
export interface FieldExplanation {
  readonly name: 'version' | 'previousBlockHash' | 'merkleRoot' | 'time' | 'bits' | 'nonce';
  /** Where it starts in the serialised header, in bytes. */
  readonly offset: number;
  /** Its length in bytes. */
  readonly size: number;
  /** Its bytes as they are serialised. */
  readonly hex: string;
  /** Its value as RPC prints it: hashes and bits are hex in display order, the others numbers. */
  readonly value: number | string;
  /** What the value says, in a few English words. */
  readonly meaning: string;
}

/**
 * Explains a header field by field, in the order of serialisation.
 * @param input as HeaderTemplate.from takes it; there is a `nonce` only if the input is a Header or 80 bytes
 * @throws InputError (`ERR_INVALID_HEADER`, …). Bits that are no valid target are no error: their meaning says so
 */
export function explainHeader(input: HeaderTemplateInput): FieldExplanation[] {
  const header = toHeader(input);
  const hex = header.toHex();
  let offset = 0;
  const field = (name: FieldExplanation['name'], size: number, value: number | string, meaning: string) => {
    const start = offset;
    offset += size;
    return { name, offset: start, size, hex: hex.slice(2 * start, 2 * offset), value, meaning };
  };
  const fields: FieldExplanation[] = [
    field('version', 4, header.version, explainVersion(header.version)),
    field('previousBlockHash', 32, header.previousBlockHash, explainPrevious(header.previousBlockHash)),
    field('merkleRoot', 32, header.merkleRoot, 'commits to the transactions of the block'),
    field('time', 4, header.time, new Date(header.time * 1000).toISOString().replace('.000Z', 'Z')),
    field('bits', 4, formatBits(header.bits), explainBits(header.bits)),
  ];
  if (header instanceof Header) {
    fields.push(field('nonce', 4, header.nonce, 'varied until the hash meets the target'));
  }
  return fields;
}

/** What a header's version says: BIP 9 version bits, or one of the four numbers that came before them. */
export function explainVersion(version: number): string {
  switch (version) {
    case 1:
      return 'the first version';
    case 2:
      return 'BIP 34: the coinbase holds the height';
    case 3:
      return 'BIP 66: strict DER signatures';
    case 4:
      return 'BIP 65: OP_CHECKLOCKTIMEVERIFY';
  }
  if (version >>> 29 !== 0b001) return 'no standard meaning (neither 1 to 4 nor BIP 9)';
  const set = Array.from({ length: 29 }, (_, bit) => bit).filter((bit) => (version >>> bit) & 1);
  const signals = set.filter((bit) => bit < FIRST_ROLLED_BIT);
  const rolled = set.filter((bit) => bit >= FIRST_ROLLED_BIT);
  return [
    'BIP 9 version bits',
    signals.length > 0 ? `signals bit ${signals.join(', ')}` : 'signals nothing',
    ...(rolled.length > 0 ? [`bit ${rolled.join(', ')} set, which miners may roll (BIP 320)`] : []),
  ].join('; ');
}

/** What compact bits say: their target and difficulty, or why they are no target. */
export function explainBits(bits: number | string): string {
  const { fault } = decodeCompact(bits);
  if (fault !== undefined) return `no valid target: ${fault}`;
  const target = Target.fromBits(bits);
  return `target ${target}; difficulty ${target.difficulty}`;
}

function explainPrevious(hash: string): string {
  return /[^0]/.test(hash) ? 'the block before' : 'none: the first block of a chain';
}

function toHeader(input: HeaderTemplateInput): Header | HeaderTemplate {
  if (input instanceof Header) return input;
  if (typeof input === 'string' && input.length === 2 * HEADER_SIZE) return Header.from(input);
  if (isBytes(input) && input.length === HEADER_SIZE) return Header.from(input);
  return HeaderTemplate.from(input);
}
