/** °C. A device that is to go on 5 °C below a lower limit would rest for ever: a processor does not get cooler than the room. */
const LOWEST_LIMIT = 20;
/** °C. Above that a processor is broken, or its sensor is: the hottest that are made for it end at 125 °C. */
const HIGHEST_LIMIT = 125;

/** What a limit has to be, in the words of a message. */
export const TEMPERATURE_LIMIT = `a number of °C from ${LOWEST_LIMIT} to ${HIGHEST_LIMIT}`;

/** Whether a guard can hold a device to that many °C. */
export function isTemperatureLimit(celsius: unknown): celsius is number {
  return typeof celsius === 'number' && celsius >= LOWEST_LIMIT && celsius <= HIGHEST_LIMIT;
}
