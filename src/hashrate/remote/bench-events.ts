import * as v from 'valibot';
import type { DeviceCard } from '../card/device-card.js';
import { readDeviceCard } from '../card/read-device-card.js';

const Amount = v.pipe(v.number(), v.finite());
/** It is shown on a terminal: what a host sends must not move its cursor. */
const Text = v.pipe(
  v.string(),
  v.transform((text) => text.replaceAll(/[\s\p{C}]+/gu, ' ').slice(0, 300)),
);

const Event = v.variant('type', [
  v.object({ type: v.literal('stage'), name: Text }),
  v.object({
    type: v.literal('progress'),
    done: v.pipe(Amount, v.minValue(0), v.maxValue(1)),
    hashRate: v.pipe(Amount, v.minValue(0)),
    celsius: v.optional(Amount),
    step: Text,
  }),
  v.object({ type: v.literal('note'), message: Text }),
  v.object({ type: v.literal('error'), code: Text, message: Text }),
  v.object({ type: v.literal('partial'), card: v.unknown() }),
]);

/** What `mine-wasm bench --json` tells on stderr while it runs. */
export type BenchEvent =
  | Exclude<v.InferOutput<typeof Event>, { type: 'partial' }>
  | { readonly type: 'partial'; readonly card: DeviceCard };

/** Reads a line of it; undefined for anything else that may stand there, such as a warning of Node's. */
export function readBenchEvent(line: string): BenchEvent | undefined {
  try {
    const event = v.parse(Event, JSON.parse(line));
    return event.type === 'partial'
      ? { type: 'partial', card: readDeviceCard(JSON.stringify(event.card)) }
      : event;
  } catch {
    return undefined;
  }
}
