import { toJsonSchema } from '@valibot/to-json-schema';

/** The file, from the project's root. */
export const SCHEMA_FILE = 'docs/device-card.schema.json';

/** @typedef {NonNullable<Parameters<typeof toJsonSchema>[1]>} Config */

/** @type {Config} */
const CONFIG = {
  target: 'draft-2020-12',
  // JSON has no other numbers.
  ignoreActions: ['finite'],
  // The flag u is meant in JSON Schema anyhow (draft 2020-12, core, 6.4), so the pattern alone is enough.
  overrideAction: ({ valibotAction, jsonSchema }) => {
    if (valibotAction.type !== 'regex') return undefined;
    const { requirement } = /** @type {{ requirement: RegExp }} */ (/** @type {unknown} */ (valibotAction));
    return { ...jsonSchema, pattern: requirement.source };
  },
  // A record with a few words for keys is not converted by itself.
  overrideSchema: ({ valibotSchema }) => {
    if (valibotSchema.type !== 'record') return undefined;
    const { key, value } = /** @type {{ key: Parameters<typeof toJsonSchema>[0], value: typeof key }} */ (
      /** @type {unknown} */ (valibotSchema)
    );
    return { type: 'object', propertyNames: rulesOf(key), additionalProperties: rulesOf(value) };
  },
};

/** @param {Parameters<typeof toJsonSchema>[0]} schema */
function rulesOf(schema) {
  const { $schema, ...rules } = toJsonSchema(schema, CONFIG);
  return rules;
}

/**
 * The device card's schema as a JSON Schema, ready to be written.
 * @param {Parameters<typeof toJsonSchema>[0]} schema valibot's
 */
export function cardSchemaText(schema) {
  const described = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Device card of mine-wasm',
    description:
      'What one benchmark of one device measured. docs/benchmarking.md says what each field means.',
    ...rulesOf(schema),
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}
