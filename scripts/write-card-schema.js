// Writes the device card's JSON Schema anew, after src/hashrate/card/device-card-schema.ts was changed and built.
import { writeFileSync } from 'node:fs';
import { DeviceCardSchema } from '../dist/hashrate/card/device-card-schema.js';
import { cardSchemaText, SCHEMA_FILE } from './card-schema.js';

writeFileSync(new URL(`../${SCHEMA_FILE}`, import.meta.url), cardSchemaText(DeviceCardSchema));
