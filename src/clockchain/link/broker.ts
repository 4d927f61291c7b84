import type { IClientOptions, MqttClient } from 'mqtt';
import { InputError, MineWasmError } from '../../errors.js';
import { plainText } from '../../plain-text.js';

/** How an MQTT broker is reached. */
export interface BrokerSettings {
  /** `mqtt://host[:1883]`, or `mqtts://host[:8883]` for TLS. */
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Certificates in PEM that the broker's is to be signed by. Default: those that Node knows. */
  readonly ca?: string | undefined;
}

/** Seconds until a broker that does not answer is given up, at the start. */
const CONNECT_SECONDS = 15;
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
 * A client of a broker, which connects, and goes on trying each second. What is subscribed to is its user's to say again.
 * @throws MineWasmError `ERR_MQTT_MISSING`; InputError
 */
export async function openClient(settings: BrokerSettings, options: IClientOptions): Promise<MqttClient> {
  const { password, ca } = settings;
  const url = parseBrokerUrl(settings.url);
  const mqtt = await loadMqtt();
  const isSecure = url.protocol === 'mqtts:';
  const user = settings.user ?? decodeURIComponent(url.username);
  return mqtt.connect({
    protocol: isSecure ? 'mqtts' : 'mqtt',
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 8883 : 1883) : Number(url.port),
    ...(user === '' ? {} : { username: user }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
    resubscribe: false,
    reconnectPeriod: 1000,
    connectTimeout: CONNECT_SECONDS * 1000,
    ...options,
  });
}

/** `ERR_BROKER`: it can't be reached, or refuses. */
export function brokerError({ url }: BrokerSettings, cause: unknown): MineWasmError {
  const message = `Expected an MQTT broker at ${parseBrokerUrl(url).host}: ${wordsOf(cause)}`;
  return new MineWasmError('ERR_BROKER', message, { cause });
}

/** What an error of the client says, or the system's name for it. */
export function wordsOf(error: unknown): string {
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

/** `ERR_MQTT_MISSING`: an optional package that MQTT needs. */
export function missingPackage(name: string, cause: unknown): MineWasmError {
  const message = `Expected the package ${name} to be installed (npm install ${name}), got none`;
  return new MineWasmError('ERR_MQTT_MISSING', message, { cause });
}
