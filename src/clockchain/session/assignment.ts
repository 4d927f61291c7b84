import type { MineMessage } from '../link/wire.js';

/** What a device is to mine. */
export type Task = Omit<MineMessage, 'type' | 'order' | 'bits'>;

/** Orders, one after the other, that a device may leave undone before it counts as gone. */
const MOST_UNDONE = 3;

export interface AssignmentSettings {
  /** Hands an order to the device. */
  readonly onOrder: (order: number, task: Task) => void;
  /** How many of its messages were refused so far. */
  readonly refusals: () => number;
  /** It has ended an order without a tick, and nothing that it told was refused. */
  readonly onEmpty: (message: string) => void;
  /** It does not do what it is ordered to. */
  readonly onUseless: (cause: string) => void;
}

/** What one device is to do, as orders with numbers from 1, and whether it does it. */
export class Assignment {
  readonly #settings: AssignmentSettings;
  #task: (() => Task | undefined) | undefined;
  #order = 0;
  #round: number | undefined;
  #isMining = false;
  /** Ticks of the order that took tries. */
  #mined = 0;
  #hasRefused = false;
  #refusedBefore = 0;
  /** Orders undone since its last tick. */
  #undone = 0;

  constructor(settings: AssignmentSettings) {
    this.#settings = settings;
  }

  /** Whether it is at its order. */
  get isMining(): boolean {
    return this.#isMining;
  }

  /** Whether it does not do its order. */
  get hasRefused(): boolean {
    return this.#hasRefused;
  }

  /** The round of its order. */
  get round(): number | undefined {
    return this.#round;
  }

  /** @param task asked for with each order; undefined while there is nothing to do */
  set(task: (() => Task | undefined) | undefined): void {
    this.#task = task;
  }

  /** Gives the next order, if there is something to do. */
  begin(): void {
    this.#hasRefused = false;
    const task = this.#task?.();
    if (task === undefined) return;
    this.#isMining = true;
    this.#order++;
    this.#round = task.round?.number;
    this.#mined = 0;
    this.#refusedBefore = this.#settings.refusals();
    this.#settings.onOrder(this.#order, task);
  }

  /** A tick that it has mined was taken. @param tries 0 for one that it had already */
  take(tries: number): void {
    if (tries > 0) this.#mined++;
    this.#undone = 0;
  }

  /** It says that it does not take an order. */
  refuse(order: number | undefined): void {
    if (order === this.#order) this.#hasRefused = true;
  }

  /** It says that it has done an order, or has given it up. */
  finish(order: number): void {
    if (order !== this.#order) return;
    this.#isMining = false;
    if (this.#task?.() === undefined) return;
    if (this.#mined > 0) this.begin();
    else this.#leaveUndone();
  }

  /** It has gone. */
  leave(): void {
    this.#isMining = false;
  }

  #leaveUndone(): void {
    const { refusals, onEmpty, onUseless } = this.#settings;
    if (!this.#hasRefused && refusals() === this.#refusedBefore) {
      onEmpty(`Expected order ${this.#order} to be mined, got its end without a tick`);
    }
    this.#hasRefused = true;
    if (++this.#undone === MOST_UNDONE) onUseless(`it has left ${MOST_UNDONE} orders undone`);
  }
}
