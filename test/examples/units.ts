import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the systemd units of the examples are. */
export const UNIT_FOLDER = fileURLToPath(new URL('../../examples/systemd/', import.meta.url));

export const UNITS = ['mine-wasm-search', 'mine-wasm-solo'] as const;

/** A unit's text. */
export function unit(name: (typeof UNITS)[number]): string {
  return readFileSync(`${UNIT_FOLDER}${name}.service`, 'utf8');
}

/** All values that a unit gives a setting. */
export function settings(text: string, name: string): string[] {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []));
}

/** A machine without a sensor refuses the flag. */
export const withoutMaxTemp = (command: string): string => command.replace(/ --max-temp \d+/, '');
