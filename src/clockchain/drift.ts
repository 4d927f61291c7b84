import { checkInteger } from '../bitcoin/check.js';
import { InputError } from '../errors.js';
import { TWO_SIDED_95 } from './expectations.js';

/** What a device did in a window. */
export interface DeviceWindow {
  /** Ticks that it made. */
  readonly ticks: number;
  /**
   * How many it should make, in any unit that is the same for both: hash rates do where both mine to one target. Where targets differ, or
   * change, it is the ticks that its tries give on average: the sum of tries / expected tries of each tick.
   */
  readonly rate: number;
}

/** How far two devices' times went apart. */
export interface Drift {
  /** (τi/τj) / (ratei/ratej) − 1: above 0 where the first device ticked more than its rate says. */
  readonly drift: number;
  /** 1.96·√(1/τi + 1/τj): chance alone stays within ± this in 95 of 100 windows. */
  readonly band: number;
  /** The drift is outside of the band. If not, none can be told: it is "not detected", and that does not make it 0. */
  readonly isDetected: boolean;
}

/**
 * The drift of one device against another over a window, and how much of it chance explains.
 * @returns undefined while one of them has no tick
 * @throws InputError (`ERR_INVALID_OPTION`) for a rate that is not above 0, or ticks that are no count
 */
export function driftOf(one: DeviceWindow, other: DeviceWindow): Drift | undefined {
  checkWindow(one, 'one');
  checkWindow(other, 'other');
  if (one.ticks === 0 || other.ticks === 0) return undefined;
  const drift = one.ticks / other.ticks / (one.rate / other.rate) - 1;
  const band = TWO_SIDED_95 * Math.sqrt(1 / one.ticks + 1 / other.ticks);
  return { drift, band, isDetected: Math.abs(drift) > band };
}

function checkWindow({ ticks, rate }: DeviceWindow, option: string): void {
  checkInteger(ticks, 0, Number.MAX_SAFE_INTEGER, `${option}.ticks`);
  if (typeof rate === 'number' && rate > 0 && Number.isFinite(rate)) return;
  throw new InputError('ERR_INVALID_OPTION', `${option}.rate`, 'a finite number above 0', rate);
}
