import type { DeviceFacts } from '../card/device-card.js';
import { namesIn, readText } from './system-files.js';

const FOLDER = 'sys/class/power_supply';

/** What the device runs on; undefined where nothing tells, as on a Raspberry Pi without a battery board. */
export function readPowerSupply(root: string): DeviceFacts['power'] {
  const supplies = namesIn(root, FOLDER)
    .map((name) => (property: string) => readText(root, `${FOLDER}/${name}/${property}`))
    // A wireless mouse's battery drives the mouse.
    .filter((tell) => tell('scope') !== 'Device' && tell('present') !== '0');
  const isBattery = (tell: (property: string) => string | undefined) =>
    ['Battery', 'UPS'].includes(tell('type') ?? '');
  const batteries = supplies.filter(isBattery).map((tell) => tell('status'));
  const online = supplies.filter((tell) => !isBattery(tell)).map((tell) => tell('online'));
  if (batteries.includes('Discharging')) return 'battery';
  // A USB socket that could charge says 1 when it does, and some kinds of charging 2.
  if (online.some((state) => state === '1' || state === '2')) return 'mains';
  if (batteries.some((status) => status === 'Charging' || status === 'Full')) return 'mains';
  return batteries.length > 0 && online.includes('0') ? 'battery' : undefined;
}
