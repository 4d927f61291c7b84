import { splitZeros } from './best-hash.js';
import { element } from './dom.js';

/** Shows a hash with its leading zeros told apart. */
export function showHash(target: Element, hash: string): void {
  const { zeros, rest } = splitZeros(hash);
  target.replaceChildren(
    element('span', { class: 'digits' }, element('span', { class: 'zeros' }, zeros), rest),
  );
}
