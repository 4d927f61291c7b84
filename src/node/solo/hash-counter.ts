/** Adds up the hashes of searches that run one after the other and side by side. */
export class HashCounter {
  #total = 0;

  get total(): number {
    return this.#total;
  }

  /** For one search: what is returned is to be told its count, as often as wanted. */
  open(): (hashes: number) => void {
    let counted = 0;
    return (hashes) => {
      this.#total += hashes - counted;
      counted = hashes;
    };
  }
}
