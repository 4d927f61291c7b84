import { InputError } from '../../errors.js';

/** MQTT's topics of one session. A device is named by its public key in hex. */
export interface SessionTopics {
  /** The round that is held, retained: for whoever watches. */
  readonly round: string;
  /** Whether a device is there, retained; its last will says that it is not. */
  presence(device: string): string;
  /** A device's newest tick, retained. */
  head(device: string): string;
  /** All else that a device says, its history among it. */
  answers(device: string): string;
  /** What a device is told. */
  orders(device: string): string;
}

/** @throws InputError for a name that can't be a level of a topic */
export function topicsOf(session: string): SessionTopics {
  // `/` parts levels, `+` and `#` stand for any (MQTT 3.1.1, 4.7), and brokers may refuse control characters (1.5.3).
  if (session === '' || /[/+#\p{Cc}]/u.test(session)) {
    const expected = "a name without '/', '+', '#' and control characters";
    throw new InputError('ERR_INVALID_OPTION', 'session', expected, session);
  }
  const base = `mine-wasm/clock/1/${session}`;
  const of = (name: string) => (device: string) => `${base}/devices/${device}/${name}`;
  return {
    round: `${base}/round`,
    presence: of('presence'),
    head: of('head'),
    answers: of('answers'),
    orders: of('orders'),
  };
}

/** The device that a topic is of. @returns undefined for a topic that is none of these */
export function readTopic(topic: string): { readonly device: string; readonly name: string } | undefined {
  const [, device, name] = /\/devices\/([\da-f]{64})\/([a-z]+)$/.exec(topic) ?? [];
  return device === undefined ? undefined : { device, name: name! };
}
