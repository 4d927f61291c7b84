import { MineWasmError } from '../errors.js';
import { openSensors } from '../hashrate/sensors/open-sensors.js';
import {
  type TemperatureEvent,
  TemperatureGuard,
  type TemperatureGuardOptions,
} from '../hashrate/sensors/temperature-guard.js';
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
    const { sensors = openSensors() } = parts;
    return await TemperatureGuard.open({ ...parts, sensors, maxCelsius, onEvent });
  } catch (error) {
    throw toMaxTempFault(error);
  }
}

/** Says in the words of the command line that there is no sensor; any other fault stays as it is. */
export function toMaxTempFault(error: unknown): unknown {
  if (!(error instanceof MineWasmError && error.code === 'ERR_NO_SENSOR')) return error;
  const message = 'expected a device that tells its temperature, got one without such a sensor';
  return new FlagError('--max-temp', message, error.code, { cause: error });
}

function tell(event: TemperatureEvent, output: Output): void {
  if (output.isJson) output.event(event);
  else output.note(describeTemperature(event));
}
