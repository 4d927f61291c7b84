import { parseArgs } from 'node:util';

/** @typedef {Record<string, number | string | boolean>} Defaults */
/**
 * @template {Defaults} Given
 * @typedef {{ [Name in keyof Given]: Given[Name] extends number ? number : Given[Name] extends string ? string : boolean }} Options
 */

/**
 * Reads `--name value` for these names, `--name` alone for those whose default is `false`, and `--json <file>`.
 * @template {Defaults} Given
 * @param {Given} defaults a number or a text where one is expected; an empty text for an option that may be absent
 * @returns {Options<Given> & { json: string }}
 */
export function readOptions(defaults) {
  const known = Object.entries({ ...defaults, json: '' });
  const { values } = parseArgs({
    options: Object.fromEntries(
      known.map(([name, fallback]) => [
        name,
        { type: typeof fallback === 'boolean' ? /** @type {const} */ ('boolean') : 'string' },
      ]),
    ),
  });
  const options = Object.fromEntries(
    known.map(([name, fallback]) => [
      name,
      typeof fallback === 'number' ? readNumber(name, values[name] ?? fallback) : (values[name] ?? fallback),
    ]),
  );
  return /** @type {Options<Given> & { json: string }} */ (options);
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function readNumber(name, value) {
  const number = Number(value);
  if (!(number >= 0)) throw new RangeError(`Expected --${name} to be a number, got ${value}`);
  return number;
}
