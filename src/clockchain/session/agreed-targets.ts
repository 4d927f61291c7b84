import { decodeCompact } from '../../bitcoin/compact.js';
import type { Target } from '../../bitcoin/target.js';
import type { PacedOrder } from '../pacer.js';
import type { Tick } from '../tick/tick.js';
import { TickError } from '../tick/tick-error.js';

/** Orders that a device may be behind: each gives up the one before, which it says of each. */
const MOST_ORDERS = 64;

/** The targets that are agreed with one device: what it mines now has to meet that of its order; its past, any that was agreed before. */
export class AgreedTargets {
  readonly #easiest: Target;
  /** By number; those that the device is done with are left out. */
  readonly #orders = new Map<number, PacedOrder>();
  #last: PacedOrder;

  /**
   * @param first what it will be ordered to mine to
   * @param easiest the easiest target that was ever agreed with it
   */
  constructor(first: PacedOrder, easiest: Target) {
    this.#last = first;
    this.#easiest = easiest;
  }

  /** Of its last order. */
  get current(): Target {
    return this.#last.target;
  }

  /** It is ordered to mine to that, from now on. */
  order(number: number, order: PacedOrder): void {
    this.#last = order;
    this.#orders.set(number, order);
    for (const open of this.#orders.keys()) if (open <= number - MOST_ORDERS) this.#orders.delete(open);
  }

  /** It is done with an order, and with all before it. */
  finish(number: number): void {
    for (const open of this.#orders.keys()) if (open <= number) this.#orders.delete(open);
  }

  /** A tick of an order that was given up meanwhile may still be on its way; one of no order that is open is held against the last. */
  of(number: number): PacedOrder {
    return this.#orders.get(number) ?? this.#last;
  }

  /**
   * @param order the number of the order that the tick answers; undefined for one that may have been mined at any time before
   * @throws TickError (`bits`); bits that are no target are passed over, as they are found out with all else that a tick by itself shows
   */
  check({ header }: Tick, order: number | undefined): void {
    if (decodeCompact(header.bits).fault !== undefined) return;
    const agreed = order === undefined ? this.#easiest : this.of(order).target;
    const target = header.target();
    if (target.toBigInt() <= agreed.toBigInt()) return;
    throw new TickError(
      'bits',
      `to have a target of at most ${agreed}, as is agreed with its device, got ${target}`,
    );
  }
}
