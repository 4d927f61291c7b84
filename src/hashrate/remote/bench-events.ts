import * as v from 'valibot';
import { HostText } from '../../remote/host-text.js';
import type { DeviceCard } from '../card/device-card.js';
import { readDeviceCard } from '../card/read-device-card.js';
import type { TemperatureEvent } from '../sensors/temperature-guard.js';

const Amount = v.pipe(v.number(), v.finite());

const Event = v.variant('type', [
  v.object({ type: v.literal('stage'), name: HostText }),
  v.object({
    type: v.literal('progress'),
    done: v.pipe(Amount, v.minValue(0), v.maxValue(1)),
    hashRate: v.pipe(Amount, v.minValue(0)),
    celsius: v.optional(Amount),
    step: HostText,
  }),
  v.object({ type: v.literal('note'), message: HostText }),
  v.object({ type: v.literal('error'), code: HostText, message: HostText }),
  v.object({ type: v.literal('paused'), celsius: v.optional(Amount), resumeBelow: Amount }),
  v.object({ type: v.literal('resumed'), celsius: Amount, seconds: v.pipe(Amount, v.minValue(0)) }),
  v.object({ type: v.literal('partial'), card: v.unknown() }),
]);

/** What `mine-wasm bench --json` tells on stderr while it runs. */
export type BenchEvent =
  | Exclude<v.InferOutput<typeof Event>, { type: 'partial' | TemperatureEvent['type'] }>
  | TemperatureEvent
  | { readonly type: 'partial'; readonly card: DeviceCard };

/** Reads a line of it; undefined for anything else that may stand there, such as a warning of Node's. */
export function readBenchEvent(line: string): BenchEvent | undefined {
  try {
    const event = v.parse(Event, JSON.parse(line));
    switch (event.type) {
      case 'partial':
        return { type: 'partial', card: readDeviceCard(JSON.stringify(event.card)) };
      case 'paused':
        // JSON leaves out what is undefined.
        return { ...event, celsius: event.celsius };
      default:
        return event;
    }
  } catch {
    return undefined;
  }
}
