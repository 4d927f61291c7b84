import { MineWasmError } from '../errors.js';
import type { Sensors } from '../hashrate/sensors/sensors.js';
import {
  type TemperatureEvent,
  TemperatureGuard,
  type TemperatureGuardOptions,
} from '../hashrate/temperature-guard.js';
import { FlagError } from './flags.js';
import type { Output } from './output.js';
import { describeTemperature } from './temperature-text.js';

/** What a test gives in place of the device's sensors and the system's timer. */
export type GuardParts = Partial<Pick<TemperatureGuardOptions, 'sensors' | 'now' | 'every'>>;

/**
 * Makes the guard that `--max-temp` asks for; it tells on stderr what it does.
 * @param makeRoom called before a line is written: a progress bar may be in the way
 * @throws FlagError (`ERR_NO_SENSOR`) where nothing tells the temperature
 */
export async function openGuard(
  maxCelsius: number,
  output: Output,
  makeRoom: () => void,
  parts: GuardParts = {},
): Promise<TemperatureGuard> {
  const onEvent = (event: TemperatureEvent) => {
    makeRoom();
    tell(event, output);
  };
  try {
    const sensors = parts.sensors ?? (await deviceSensors());
    return await TemperatureGuard.open({ ...parts, sensors, maxCelsius, onEvent });
  } catch (error) {
    if (!(error instanceof MineWasmError)) throw error;
    const message = 'expected a device that tells its temperature, got one without such a sensor';
    throw new FlagError('--max-temp', message, error.code, { cause: error });
  }
}

function tell(event: TemperatureEvent, output: Output): void {
  if (output.isJson) output.event(event);
  else output.note(describeTemperature(event));
}

// TO BE WIRED: `import('../hashrate/sensors/open-sensors.js')` and its openSensors().
async function deviceSensors(): Promise<Sensors> {
  return { read: async () => ({}) };
}
