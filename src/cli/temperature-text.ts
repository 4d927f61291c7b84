import type { TemperatureEvent } from '../hashrate/sensors/temperature-guard.js';
import { formatDuration } from '../quantities.js';

/** `80.3 °C`, `75 °C`. */
export function formatCelsius(celsius: number): string {
  return `${Math.round(celsius * 10) / 10} °C`;
}

/** What a guard tells, as a line for people. */
export function describeTemperature(event: TemperatureEvent): string {
  if (event.type === 'resumed') {
    return `Goes on at ${formatCelsius(event.celsius)} after ${formatDuration(event.seconds)}`;
  }
  return event.celsius === undefined
    ? 'Paused: nothing tells the temperature any more; goes on when something does'
    : `Paused at ${formatCelsius(event.celsius)}; goes on below ${formatCelsius(event.resumeBelow)}`;
}

/** How a search that rests is doing. */
export function describeRest(celsius: number | undefined): string {
  return celsius === undefined ? 'paused' : `paused at ${formatCelsius(celsius)}`;
}

/** What all pauses came to. */
export function describePauses(seconds: number): string {
  return `Paused for ${formatDuration(seconds)} in all`;
}
