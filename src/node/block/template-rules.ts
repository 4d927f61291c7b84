import { InputError } from '../../errors.js';

// Soft forks whose blocks are built right here. segwit: txids as leaves, commitment, witness (BIP 141, 145). signet: only
// where no signature is needed, which BlockWork checks. BIP 34: the height in the coinbase. The others change what
// transactions may do, and the node chose those.
const UNDERSTOOD = new Set(['segwit', 'signet', 'bip34', 'bip65', 'bip66', 'csv', 'taproot', 'testdummy']);

/**
 * The name of a soft fork as `rules` and the keys of `vbavailable` list it. With "!" in front it changes how blocks are
 * built, and who does not understand it must not use the template (BIP 9).
 * @returns the name without "!"
 * @throws InputError (`ERR_UNSUPPORTED_TEMPLATE`)
 */
export function ruleName(name: string, field: string): string {
  if (!name.startsWith('!')) return name;
  const rule = name.slice(1);
  if (!UNDERSTOOD.has(rule)) {
    const expected = 'a rule that is understood, since "!" demands it';
    throw new InputError('ERR_UNSUPPORTED_TEMPLATE', field, expected, name);
  }
  return rule;
}
