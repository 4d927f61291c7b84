/** One lane's cells, in this order; 16 of 4 bytes each are a cache line, so lanes never share one. */
const STOP = 0;
const SEARCHED = 1;
const BEAT = 2;
const CELLS = 16;

/**
 * The only memory that threads share: per lane a stop request, the progress of the chunk in flight, and a heartbeat.
 * Workers look at it between batches (5 ms at most), which is what makes a stop prompt.
 *
 * A stop names the serial number of one chunk. It can therefore be written before the worker has begun that chunk, and
 * never hits the chunk after it.
 */
export class ControlBlock {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: Int32Array<SharedArrayBuffer>;

  constructor(lanes: number | SharedArrayBuffer) {
    this.buffer =
      typeof lanes === 'number' ? new SharedArrayBuffer(lanes * CELLS * Int32Array.BYTES_PER_ELEMENT) : lanes;
    this.#cells = new Int32Array(this.buffer);
  }

  /** Asks the worker on `lane` to stop chunk `serial`, and wakes it when it rests. */
  requestStop(lane: number, serial: number): void {
    Atomics.store(this.#cells, lane * CELLS + STOP, serial | 0);
    Atomics.notify(this.#cells, lane * CELLS + STOP);
  }

  isStopRequested(lane: number, serial: number): boolean {
    return Atomics.load(this.#cells, lane * CELLS + STOP) === (serial | 0);
  }

  /** Rests up to `milliseconds` without using the CPU; returns early when the chunk is to stop. Blocks the thread. */
  rest(lane: number, serial: number, milliseconds: number): void {
    const stop = Atomics.load(this.#cells, lane * CELLS + STOP);
    if (stop === (serial | 0)) return;
    Atomics.wait(this.#cells, lane * CELLS + STOP, stop, milliseconds);
  }

  /** Publishes how many headers of its chunk the worker has searched; also its sign of life. */
  publish(lane: number, searched: number): void {
    Atomics.store(this.#cells, lane * CELLS + SEARCHED, searched | 0);
    Atomics.add(this.#cells, lane * CELLS + BEAT, 1);
  }

  /** How many headers of the chunk in flight are searched. */
  searched(lane: number): number {
    return Atomics.load(this.#cells, lane * CELLS + SEARCHED) >>> 0;
  }

  /** A number that changes whenever the lane's worker has done something. */
  beat(lane: number): number {
    return Atomics.load(this.#cells, lane * CELLS + BEAT);
  }
}
