import { parseArgs } from 'node:util';

/**
 * Reads `--name value` for these names, and `--json <file>`.
 * @template {Record<string, number>} Defaults
 * @param {Defaults} defaults
 * @returns {{ [Name in keyof Defaults]: number } & { json: string | undefined }}
 */
export function readOptions(defaults) {
  const names = [...Object.keys(defaults), 'json'];
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: /** @type {const} */ ('string') }])),
  });
  const numbers = Object.entries(defaults).map(([name, fallback]) => {
    const number = Number(values[name] ?? fallback);
    if (!(number >= 0)) throw new RangeError(`Expected --${name} to be a number, got ${values[name]}`);
    return [name, number];
  });
  return { ...Object.fromEntries(numbers), json: values.json };
}
