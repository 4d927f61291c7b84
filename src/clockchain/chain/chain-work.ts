import { Target } from '../../bitcoin/target.js';

/** How hard the ticks of a chain were, by the targets that they meet. */
export class ChainWork {
  #last: { readonly bits: number; readonly tries: number } | undefined;
  #easiest: Target | undefined;
  #expectedTries = 0;

  /** @param bits of a tick that is verified */
  add(bits: number): void {
    // Nearly all have the target of the one before.
    if (this.#last?.bits !== bits) {
      const target = Target.fromBits(bits);
      this.#last = { bits, tries: target.expectedHashes };
      if (target.toBigInt() > (this.#easiest?.toBigInt() ?? 0n)) this.#easiest = target;
    }
    this.#expectedTries += this.#last!.tries;
  }

  /** The easiest target; undefined before the first tick. */
  get easiest(): Target | undefined {
    return this.#easiest;
  }

  /** How many tries such ticks take on average, all together. */
  get expectedTries(): number {
    return this.#expectedTries;
  }
}
