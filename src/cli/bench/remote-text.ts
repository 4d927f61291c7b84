import type { DeviceCard } from '../../hashrate/card/device-card.js';
import type { RemoteEvent } from '../../hashrate/remote/remote-run.js';
import { formatRate, formatShare } from '../../quantities.js';
import { describeRest, describeTemperature } from '../temperature-text.js';

/** A card that a host gave, and where it was written to. */
export interface KeptCard {
  readonly file: string;
  readonly card: DeviceCard;
}

export const NOTHING = 'stopped before anything was measured';

/** Which hosts rest to cool down. */
export class Rests {
  readonly #hosts = new Set<string>();

  /** @returns whether the host rests after this event */
  after(host: string, event: RemoteEvent): boolean {
    if (event.type === 'paused') this.#hosts.add(host);
    else if (event.type === 'resumed') this.#hosts.delete(host);
    return this.#hosts.has(host);
  }
}

/** An event in words. @param isResting whether the host rests: then its rate says nothing */
export function describeEvent(event: RemoteEvent, isResting: boolean): string {
  switch (event.type) {
    case 'connected':
      return `connected, Node ${event.node} on ${event.architecture}`;
    case 'sending':
      return `${event.isDamaged ? 'the file there is damaged; ' : ''}sending ${Math.ceil(event.bytes / 1000)} kB`;
    case 'stage':
      return event.name;
    case 'progress':
      return `${formatShare(event.done).padStart(7)}  ${event.step}  ${describeWork(event, isResting)}`;
    case 'paused':
    case 'resumed':
      return describeTemperature(event);
    case 'note':
      return event.message;
  }
}

/** The same for a host's own line, where little fits. */
export function describeBriefly(event: RemoteEvent, isResting: boolean): string {
  return event.type === 'paused' ? describeRest(event.celsius) : describeEvent(event, isResting).trimStart();
}

function describeWork(
  { hashRate, celsius }: RemoteEvent & { readonly type: 'progress' },
  isResting: boolean,
): string {
  if (isResting) return describeRest(celsius);
  return celsius === undefined ? formatRate(hashRate) : `${formatRate(hashRate)}  ${celsius.toFixed(0)} °C`;
}

/** @param kept undefined when a host was stopped before there was a card */
export function describeKept(kept: KeptCard | undefined): string {
  if (kept === undefined) return NOTHING;
  const { file, card } = kept;
  return [
    `${card.device.model} → ${file}`,
    ...(card.isComplete ? [] : ['not complete']),
    ...(card.device.emulator === undefined ? [] : [`emulated by ${card.device.emulator}`]),
  ].join(', ');
}
