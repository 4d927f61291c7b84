/** Refusals of one fault that are told; all are counted. */
const MOST_TOLD = 10;
/** Names of faults. A device that makes names up does not fill the memory. */
const MOST_FAULTS = 64;

/** What is refused of what one device tells, or by it: counted by fault, and the first ones of each fault told. */
export class Refusals {
  /** By fault. */
  readonly counts = new Map<string, number>();
  #total = 0;
  readonly #tell: (fault: string, message: string) => void;

  constructor(tell: (fault: string, message: string) => void) {
    this.#tell = tell;
  }

  /** Of all faults. */
  get total(): number {
    return this.#total;
  }

  add(fault: string, message: string): void {
    this.#total++;
    const count = this.counts.get(fault) ?? 0;
    if (count === 0 && this.counts.size >= MOST_FAULTS) return;
    this.counts.set(fault, count + 1);
    if (count < MOST_TOLD) this.#tell(fault, message);
  }
}
