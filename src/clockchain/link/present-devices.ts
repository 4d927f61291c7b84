import { MOST_DEVICES } from '../chain/chain-set.js';
import { comparePresences, type Presence } from './mqtt-presence.js';
import { WireError } from './wire.js';

/**
 * The devices of a session that are there, by what they have signed of it. A broker may tell an old presence late, as it does with the last
 * will of a process that was killed, and whoever has recorded one can tell it again: what is older than the newest changes nothing.
 */
export class PresentDevices {
  readonly #newest = new Map<string, Presence>();
  readonly #present = new Map<string, Presence>();

  /** Those that are there, in the order in which they came. */
  [Symbol.iterator](): Iterator<[device: string, presence: Presence]> {
    return this.#present.entries();
  }

  /**
   * Takes a presence whose signature holds.
   * @returns what it has changed, if anything: `come` also for a device that was there, but not so
   * @throws WireError (`replayed`, `unexpected`)
   */
  take(device: string, presence: Presence): 'come' | 'gone' | undefined {
    const newest = this.#newest.get(device);
    const age = newest === undefined ? 1 : comparePresences(presence, newest);
    if (age < 0) {
      if (!presence.isPresent) return undefined;
      throw new WireError('replayed', 'Expected the newest presence of the device, got an older one');
    }
    const wasThere = this.#present.has(device);
    if (age === 0 && wasThere === presence.isPresent) return undefined;
    if (newest === undefined) this.#makeRoom();
    this.#newest.set(device, presence);
    this.#present.delete(device);
    if (!presence.isPresent) return wasThere ? 'gone' : undefined;
    this.#present.set(device, presence);
    return 'come';
  }

  /** The broker is gone; once it is back, it tells anew who is there. */
  clear(): void {
    this.#present.clear();
  }

  #makeRoom(): void {
    if (this.#newest.size < MOST_DEVICES) return;
    for (const device of this.#newest.keys()) {
      if (this.#present.has(device)) continue;
      this.#newest.delete(device);
      return;
    }
    throw new WireError('unexpected', `Expected at most ${MOST_DEVICES} devices, got another`);
  }
}
