import type { MqttClient } from 'mqtt';
import { InputError, MineWasmError } from '../../errors.js';
import { plainText } from '../../plain-text.js';

/** How a broker is reached. */
export interface BrokerSettings {
  /** `mqtt://host[:1883]`, or `mqtts://host[:8883]` for TLS. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Certificates in PEM that the broker's is to be signed by. Default: those that Node knows. */
  readonly ca?: string | undefined;
}

export interface ClientSettings extends BrokerSettings {
  /** What the broker says for it when its connection is lost; asked for before each connection. */
  readonly will?: (() => { readonly topic: string; readonly payload: string }) | undefined;
  /** Called with each connection; what is subscribed to and retained is told anew. */
  readonly onConnect: (client: MqttClient) => Promise<void>;
  readonly onMessage: (topic: string, payload: Buffer, isRetained: boolean, isAgain: boolean) => void;
  /** The connection is lost. It is tried again every second; told once each time that there was one. */
  readonly onLost: () => void;
}

/** Seconds until a broker that does not answer is given up, at the start. */
const CONNECT_SECONDS = 15;
/** After one and a half times as long without a word, the broker speaks a device's last will (MQTT 3.1.1, 3.1.2.10). */
const KEEPALIVE_SECONDS = 10;
const LONGEST_WORDS = 200;

/** @throws InputError (`broker`) */
export function parseBrokerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined &&
    /^mqtts?:$/.test(url.protocol) &&
    url.hostname !== '' &&
    `${url.search}${url.hash}${url.pathname.replace(/^\/$/, '')}` === '';
  if (!isPlain)
    throw new InputError('ERR_INVALID_OPTION', 'broker', 'mqtt://host[:port] or mqtts://host[:port]', text);
  if (url.password !== '') {
    const expected = 'without a password, which every process could read';
    throw new InputError('ERR_INVALID_OPTION', 'broker', expected, `one for ${url.hostname}`);
  }
  return url;
}

/**
 * Connects to a broker, and keeps connecting. @returns when it is connected for the first time, and `onConnect` has resolved
 * @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER`; InputError
 */
export async function connectToBroker(settings: ClientSettings): Promise<MqttClient> {
  const { will, onConnect, onMessage, onLost } = settings;
  const url = parseBrokerUrl(settings.url);
  const mqtt = await loadMqtt();
  const user = settings.user ?? decodeURIComponent(url.username);
  const client = mqtt.connect({
    protocol: url.protocol === 'mqtts:' ? 'mqtts' : 'mqtt',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (url.protocol === 'mqtts:' ? 8883 : 1883) : Number(url.port),
    ...(user === '' ? {} : { username: user }),
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    clean: true,
    resubscribe: false,
    reconnectPeriod: 1000,
    connectTimeout: CONNECT_SECONDS * 1000,
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
    throw new MineWasmError('ERR_BROKER', `Expected an MQTT broker at ${url.host}: ${wordsOf(cause)}`, {
      cause,
    });
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

/** At the start an error ends it; later it is what follows the loss. */
function wordsOf(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  return plainText(message || String(code ?? 'no answer'), LONGEST_WORDS);
}

/** @throws MineWasmError `ERR_MQTT_MISSING` */
async function loadMqtt(): Promise<typeof import('mqtt').default> {
  try {
    return (await import('mqtt')).default;
  } catch (cause) {
    throw missingPackage('mqtt', cause);
  }
}

export function missingPackage(name: string, cause: unknown): MineWasmError {
  const message = `Expected the package ${name} to be installed (npm install ${name}), got none`;
  return new MineWasmError('ERR_MQTT_MISSING', message, { cause });
}
