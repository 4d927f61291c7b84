import * as v from 'valibot';
import { describe, MineWasmError } from '../../errors.js';
import { CARD_TYPE, CARD_VERSION, type DeviceCard } from './device-card.js';
import { DeviceCardSchema } from './device-card-schema.js';

/**
 * Reads a device card and checks every field of it.
 * @param text JSON
 * @throws MineWasmError `ERR_INVALID_CARD` naming the field, what was expected and what came; `ERR_NEWER_CARD` for a card of a
 *   later version of the format
 */
export function readDeviceCard(text: string): DeviceCard {
  const content = parse(text);
  const { type, version } =
    typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : {};
  if (type !== CARD_TYPE) {
    throw invalid(
      `Expected a device card, a JSON object with \`type\` ${CARD_TYPE}, got ${type === undefined ? describe(content) : `one with ${describe(type)}`}`,
    );
  }
  if (typeof version === 'number' && Number.isSafeInteger(version) && version > CARD_VERSION) {
    throw new MineWasmError(
      'ERR_NEWER_CARD',
      `Expected a device card of version ${CARD_VERSION}, got one of version ${version}: a newer mine-wasm made it, and reads it`,
    );
  }
  const result = v.safeParse(DeviceCardSchema, content, { abortEarly: true });
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = v.getDotPath(issue) ?? 'the card';
  throw invalid(
    `Expected \`${path}\` of a device card to be ${issue.expected ?? 'valid'}, got ${describe(issue.input)}`,
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalid(`Expected a device card, got what is no whole JSON (${(cause as Error).message})`, cause);
  }
}

function invalid(message: string, cause?: unknown): MineWasmError {
  return new MineWasmError('ERR_INVALID_CARD', message, { cause });
}
