import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { MqttClient } from 'mqtt';
import type { DeviceFolder } from '../device/device-folder.js';
import type { DeviceKey } from '../device/device-key.js';
import type { TickSearch } from '../device/tick-miner.js';
import { serveDevice } from './device-server.js';
import { LineReader } from './line-reader.js';
import { MqttChannel } from './mqtt-channel.js';
import { type BrokerSettings, connectToBroker } from './mqtt-client.js';
import { frameText, presenceText, readFrame, writeFrame } from './mqtt-frame.js';
import { type SessionTopics, topicsOf } from './mqtt-topics.js';
import { WireError } from './wire.js';

export interface MqttDeviceSettings {
  readonly broker: BrokerSettings;
  readonly session: string;
  readonly folder: DeviceFolder;
  readonly miner: TickSearch;
  readonly software: string;
  /** Leading hex zeros of the seat that it takes; default: any. */
  readonly zeros?: number | undefined;
  readonly onEvent?: ((event: MqttDeviceEvent) => void) | undefined;
}

/** What happens to a device that has joined a session over MQTT. */
export type MqttDeviceEvent =
  | { readonly type: 'connected' | 'lost'; readonly device: string }
  | { readonly type: 'called'; readonly device: string }
  /** The coordinator has ended the connection, or it broke, with why. */
  | { readonly type: 'ended'; readonly device: string; readonly reason?: string | undefined }
  | { readonly type: 'refused'; readonly device: string; readonly fault: string; readonly message: string };

/** A connection with a coordinator, at the device. */
interface Served {
  readonly channel: MqttChannel;
  readonly input: PassThrough;
  readonly over: Promise<void>;
}

/**
 * A device of a session over MQTT: says that it is there, and serves whoever coordinates, one connection after the other. It comes back by
 * itself when the broker was gone, and is then told what it missed.
 */
export class MqttDevice {
  readonly id: string;
  readonly #settings: MqttDeviceSettings;
  readonly #key: DeviceKey;
  readonly #topics: SessionTopics;
  /** Tells this process from one before it, whose last will may come late. */
  readonly #process = randomBytes(16).toString('hex');
  #client: MqttClient | undefined;
  #served: Served | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(settings: MqttDeviceSettings, key: DeviceKey) {
    this.#settings = settings;
    this.#key = key;
    this.id = key.id;
    this.#topics = topicsOf(settings.session);
  }

  /** @throws DeviceKeyError; as connectToBroker */
  static async join(settings: MqttDeviceSettings): Promise<MqttDevice> {
    const device = new MqttDevice(settings, await settings.folder.openKey());
    const topic = device.#topics.presence(device.id);
    device.#client = await connectToBroker({
      ...settings.broker,
      will: { topic, payload: device.#presence(false) },
      onConnect: async (client) => {
        device.#client = client;
        await client.subscribeAsync(device.#topics.orders(device.id), { qos: 1 });
        await client.publishAsync(topic, device.#presence(true), { qos: 1, retain: true });
        device.#tell({ type: 'connected', device: device.id });
      },
      onMessage: (_topic, payload, _isRetained, isAgain) => device.#take(payload, isAgain),
      onLost: () => {
        device.#tell({ type: 'lost', device: device.id });
        device.#served?.channel.abandon();
        device.#served?.input.end();
      },
    });
    return device;
  }

  /** Ends what it does in good order, says that it leaves, and disconnects. */
  async leave(): Promise<void> {
    this.#served?.input.end();
    await this.#turn;
    const client = this.#client!;
    if (client.connected) {
      const presence = this.#presence(false);
      await client
        .publishAsync(this.#topics.presence(this.id), presence, { qos: 1, retain: true })
        .catch(() => {});
    }
    await client.endAsync(!client.connected);
  }

  #presence(isPresent: boolean): string {
    const presence = { process: this.#process, isPresent, zeros: this.#settings.zeros ?? null };
    const signature = this.#key.sign(presenceText(this.#settings.session, presence));
    return writeFrame({ ...presence, signature });
  }

  #take(payload: Buffer, isAgain: boolean): void {
    try {
      const frame = readFrame(payload);
      if (frame.type === 'call') {
        if (frame.process !== this.#process)
          throw new WireError('replayed', 'Expected a call of this process, got one of another');
        if (frame.call === this.#served?.channel.call) {
          if (isAgain) return;
          throw new WireError('replayed', 'Expected a new call, got the last one again');
        }
        this.#answer(frame.call);
      } else if (frame.call === this.#served?.channel.call) this.#served.channel.take(frame, isAgain);
      else throw new WireError('replayed', 'Expected a line of this connection, got one of another');
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#tell({ type: 'refused', device: this.id, fault: error.fault, message: error.message });
    }
  }

  /** Serves one connection; the one before is ended first, since both have one chain. */
  #answer(call: string): void {
    const before = this.#served;
    before?.channel.abandon();
    before?.input.end();
    const input = new PassThrough();
    const channel = new MqttChannel({
      call,
      sign: (frame) => this.#key.sign(frameText(this.#settings.session, frame)),
      publish: (frame, line) => this.#publish(frame, line),
      onLine: async (line) => {
        if (input.writable && !input.write(`${line}\n`)) await roomIn(input);
      },
      onEnd: () => input.end(),
    });
    const over = this.#turn.then(() => this.#serve(channel, input));
    this.#turn = over;
    this.#served = { channel, input, over };
  }

  async #serve(channel: MqttChannel, input: PassThrough): Promise<void> {
    const { folder, miner, software } = this.#settings;
    const output = new PassThrough();
    const said = (async () => {
      const reader = new LineReader();
      for await (const bytes of output) {
        for (const line of reader.push(bytes as Buffer)) if ('text' in line) await channel.send(line.text);
      }
    })();
    this.#tell({ type: 'called', device: this.id });
    let reason: string | undefined;
    try {
      await serveDevice({ input, output, folder, miner, software });
    } catch (error) {
      reason = (error as Error).message;
    }
    output.end();
    await said;
    channel.end();
    this.#tell({ type: 'ended', device: this.id, reason });
  }

  #publish(frame: string, line: string | undefined): void {
    const client = this.#client!;
    // What is said while the broker is gone would come in another connection.
    if (!client.connected) return;
    const isHead = line !== undefined && /^\{"type":"tick",.*"order":/.test(line);
    const topic = isHead ? this.#topics.head(this.id) : this.#topics.answers(this.id);
    client.publish(topic, frame, { qos: 1, retain: isHead }, () => {});
  }

  #tell(event: MqttDeviceEvent): void {
    this.#settings.onEvent?.(event);
  }
}

function roomIn(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    stream.once('drain', resolve);
    stream.once('close', resolve);
  });
}
