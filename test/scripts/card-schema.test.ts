import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cardSchemaText, SCHEMA_FILE } from '../../scripts/card-schema.js';
import { DeviceCardSchema } from '../../src/hashrate/card/device-card-schema.js';
import { sampleCard } from '../hashrate/sample-cards.js';

const text = readFileSync(new URL(`../../${SCHEMA_FILE}`, import.meta.url), 'utf8');

test('the published schema is that of the cards; `npm run schema` writes it anew', () => {
  expect(text).toBe(cardSchemaText(DeviceCardSchema));
});

test('it names every field of a card, and no other is allowed', () => {
  const { title, properties, required, additionalProperties, ...rest } = JSON.parse(text);
  expect(rest).not.toHaveProperty('$id');
  expect(title).toBe('Device card of mine-wasm');
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(Object.keys(sampleCard())));
  expect(required).toEqual(Object.keys(sampleCard()));
  expect(additionalProperties).toBe(false);
  expect(properties.software.properties.artifacts).toMatchObject({
    propertyNames: { enum: expect.arrayContaining(['simd']) },
    additionalProperties: { pattern: '^[\\da-f]{64}$' },
  });
});
