import type { MqttClient } from 'mqtt';
import { type BrokerSettings, brokerError, openClient } from './broker.js';

export interface ClientSettings extends BrokerSettings {
  /** What the broker says for it when its connection is lost; asked for before each connection. */
  readonly will?: (() => { readonly topic: string; readonly payload: string }) | undefined;
  /** Called with each connection; what is subscribed to and retained is told anew. */
  readonly onConnect: (client: MqttClient) => Promise<void>;
  readonly onMessage: (topic: string, payload: Buffer, isRetained: boolean, isAgain: boolean) => void;
  /** The connection is lost. It is tried again every second; told once each time that there was one. */
  readonly onLost: () => void;
}

/** After one and a half times as long without a word, the broker speaks a device's last will (MQTT 3.1.1, 3.1.2.10). */
const KEEPALIVE_SECONDS = 10;

/**
 * Connects to a broker, and keeps connecting. @returns when it is connected for the first time, and `onConnect` has resolved
 * @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER`; InputError
 */
export async function connectToBroker(settings: ClientSettings): Promise<MqttClient> {
  const { will, onConnect, onMessage, onLost } = settings;
  const client = await openClient(settings, {
    clean: true,
    keepalive: KEEPALIVE_SECONDS,
    ...(will && { will: retained(will()) }),
  });
  client.on('message', (topic, payload, { retain, dup }) => onMessage(topic, payload, retain, dup));
  let isFirst = true;
  let isThere = false;
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('connect', () => {
        isThere = true;
        onConnect(client).then(resolve, (error) => isFirst && reject(error));
      });
      client.on('error', (error) => isFirst && reject(error));
      client.on('close', () => {
        if (isFirst) return reject(new Error('it has closed the connection'));
        if (!isThere) return;
        isThere = false;
        onLost();
        // What the client reads when it connects again.
        if (will !== undefined) client.options.will = retained(will());
      });
    });
  } catch (cause) {
    client.end(true);
    throw brokerError(settings, cause);
  }
  isFirst = false;
  return client;
}

/** Says a last thing, if there is one, and disconnects once all that is under way has arrived, or the broker is gone. Never rejects. */
export async function disconnect(
  client: MqttClient,
  last?: { readonly topic: string; readonly payload: string },
): Promise<void> {
  // A client that waits for an acknowledgement when its connection is lost waits for ever.
  const lost = new Promise<void>((resolve) => client.once('close', resolve));
  const done = async () => {
    if (last !== undefined && client.connected)
      await client.publishAsync(last.topic, last.payload, { qos: 1, retain: true });
    await client.endAsync(!client.connected);
  };
  await Promise.race([done().catch(() => {}), lost]);
  client.end(true);
}

function retained({ topic, payload }: { topic: string; payload: string }) {
  return { topic, payload: Buffer.from(payload), qos: 1, retain: true } as const;
}
