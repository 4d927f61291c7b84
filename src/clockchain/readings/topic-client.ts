import { sha256d } from '../../bitcoin/sha256d.js';
import { type BrokerSettings, brokerError, openClient, wordsOf } from '../link/broker.js';

/** While a message waits for the disk, nothing else is read of the broker, not even what shows that it lives. */
const KEEPALIVE_SECONDS = 60;
/** For the broker to take the last acknowledgements and close the connection. */
const CLOSE_MILLISECONDS = 2000;

export interface TopicSettings extends BrokerSettings {
  /** An MQTT topic filter: `sensors/+/reading`. */
  readonly topic: string;
  /** Names the session that the broker keeps: the same for the same device, session and filter, {@link clientIdOf}. */
  readonly clientId: string;
  /** Takes a message. It is acknowledged when this resolves; one that is not comes again. Never rejects. */
  readonly onMessage: (topic: string, payload: Uint8Array) => Promise<void>;
  /** Connected again after a loss, or, with the reason, lost; it is tried again every second. */
  readonly onConnection: (isConnected: boolean, reason?: string) => void;
}

/** A client that a topic's messages come to. */
export interface TopicClient {
  /** Takes no more messages, and leaves the broker with what it has not acknowledged. */
  close(): Promise<void>;
}

const NEVER = new Promise<void>(() => {});

/** The message that is being taken, or was last. */
interface Current {
  readonly messageId: number | undefined;
  readonly topic: string;
  readonly payload: Buffer;
  readonly taken: Promise<void>;
  isAcknowledged: boolean;
}

/**
 * At most 23 letters and digits, which every broker takes (MQTT 3.1.1, 3.1.3.1). Another filter has another session, or the broker would go
 * on sending what the old one lets through.
 * @param device raw Ed25519 public key
 */
export function clientIdOf(device: Uint8Array, session: string, topic: string): string {
  const name = Buffer.concat([device, Buffer.from(`${session}\0${topic}`)]);
  return `seal${Buffer.from(sha256d(name)).toString('hex').slice(0, 19)}`;
}

/**
 * Subscribes to a topic with QoS 1 in a session that the broker keeps while this process is away, and goes on doing so. A message is
 * acknowledged once it was taken, one after the other. One that was under way when the connection was lost comes again, and is known again
 * while this process lives; whoever takes it has to know it again after that.
 * @returns when it is subscribed for the first time
 * @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER`; InputError
 */
export async function subscribeToTopic(settings: TopicSettings): Promise<TopicClient> {
  const { topic, clientId, onMessage, onConnection } = settings;
  const client = await openClient(settings, { clientId, clean: false, keepalive: KEEPALIVE_SECONDS });
  let connection = 0;
  let current: Current | undefined;
  let isClosed = false;
  let release = () => {};
  // The client acknowledges a message when this calls back, and reads the next; with an error it leaves out the former.
  client.handleMessage = ({ topic: name, payload, messageId, dup }, callback) => {
    const of = connection;
    const bytes = Buffer.from(payload);
    // By the packet's number, which stays a message's own until it is acknowledged (MQTT 3.1.1, 4.4).
    const isAgain =
      dup &&
      current !== undefined &&
      !current.isAcknowledged &&
      current.messageId === messageId &&
      current.topic === name &&
      bytes.equals(current.payload);
    const message: Current = isAgain
      ? current!
      : {
          messageId,
          topic: name,
          payload: bytes,
          taken: isClosed ? NEVER : onMessage(name, bytes),
          isAcknowledged: false,
        };
    current = message;
    let isOver = false;
    const leave = () => {
      if (!isOver) callback(new Error('It was not taken'));
      isOver = true;
    };
    // On another connection the number may be another message's by now. This one comes again there.
    void message.taken.then(() => {
      if (isOver || of !== connection || !client.connected) return leave();
      isOver = true;
      message.isAcknowledged = true;
      callback();
    });
    if (isClosed) leave();
    release = leave;
  };
  let isFirst = true;
  let reason: string | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      client.on('connect', ({ sessionPresent }) => {
        connection++;
        // What the broker has forgotten gives its numbers to others.
        if (!sessionPresent) current = undefined;
        const subscribed = sessionPresent ? Promise.resolve() : subscribe(client, topic);
        subscribed.then(
          () => {
            if (!isFirst) onConnection(true);
            resolve();
          },
          (error) => {
            reason = wordsOf(error);
            if (isFirst) reject(error);
            // Tried again with the next connection.
            else client.stream.destroy();
          },
        );
      });
      client.on('error', (error) => {
        reason = wordsOf(error);
        if (isFirst) reject(error);
      });
      let isLost = false;
      client.on('connect', () => {
        isLost = false;
      });
      client.on('close', () => {
        connection++;
        if (isFirst) reject(new Error('it has closed the connection'));
        else if (!isLost && !isClosed) onConnection(false, reason);
        isLost = true;
        reason = undefined;
      });
    });
  } catch (cause) {
    client.end(true);
    throw brokerError(settings, cause);
  }
  isFirst = false;
  return {
    close: async () => {
      isClosed = true;
      // Or what came behind it would never be read, and the connection not be closed.
      release();
      // A broker that does not answer is not waited for.
      const silence = setTimeout(() => client.stream.destroy(), CLOSE_MILLISECONDS);
      try {
        await client.endAsync(!client.connected);
      } finally {
        clearTimeout(silence);
      }
    },
  };
}

async function subscribe(client: import('mqtt').MqttClient, topic: string): Promise<void> {
  const [granted] = await client.subscribeAsync(topic, { qos: 1 });
  if (granted !== undefined && granted.qos > 2) throw new Error(`it refuses the topic ${topic}`);
}
