import { element } from './dom.js';
import type { Header } from './engine.js';

/** The fields of a header as they are serialised, with what each is for. */
const FIELDS: readonly (readonly [name: string, bytes: number, meaning: string])[] = [
  ['Version', 4, 'Which rules the block follows. Some bits are the miner’s to change.'],
  ['Previous block', 32, 'The hash of the block before: that is what makes a chain of blocks.'],
  ['Merkle root', 32, 'One hash that stands for all transactions of the block.'],
  ['Time', 4, 'When, in seconds since 1970.'],
  ['Bits', 4, 'The target, written short.'],
  ['Nonce', 4, 'The number that is searched.'],
];

/** Lists a header's bytes, field by field. */
export function showHeader(list: Element, header: Header): void {
  const hex = header.toHex();
  let at = 0;
  const rows = FIELDS.flatMap(([name, bytes, meaning]) => {
    const digits = hex.slice(2 * at, 2 * (at + bytes));
    at += bytes;
    const attributes = name === 'Nonce' ? { class: 'nonce' } : undefined;
    return [
      element('dt', {}, name),
      element('dd', attributes, element('code', {}, digits), element('small', {}, meaning)),
    ];
  });
  list.replaceChildren(...rows);
}
