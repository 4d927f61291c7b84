import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import type { MqttClient } from 'mqtt';
import { bytesToHex } from '../../bitcoin/bytes.js';
import type { DeviceFolder } from '../device/device-folder.js';
import { type DeviceKey, verifySignature } from '../device/device-key.js';
import type { KnownCoordinator } from '../device/known-coordinator.js';
import type { TickSearch } from '../device/tick-miner.js';
import type { BrokerSettings } from './broker.js';
import { serveDevice } from './device-server.js';
import { LineReader } from './line-reader.js';
import { LineWriter } from './line-writer.js';
import { MqttChannel } from './mqtt-channel.js';
import { connectToBroker, disconnect } from './mqtt-client.js';
import { type CallFrame, callText, frameText, readFrame } from './mqtt-frame.js';
import {
  comparePresences,
  isPresenceOf,
  presenceText,
  readPresence,
  type UnsignedPresence,
  writePresence,
} from './mqtt-presence.js';
import { type SessionTopics, topicsOf } from './mqtt-topics.js';
import { WireError, writeMessage } from './wire.js';

export interface MqttDeviceSettings {
  readonly broker: BrokerSettings;
  readonly session: string;
  readonly folder: DeviceFolder;
  readonly miner: TickSearch;
  readonly software: string;
  /** Leading hex zeros of the seat that it takes; default: any. */
  readonly zeros?: number | undefined;
  /** The public key of the session's coordinator, in hex; default: the one that is known, or else the first that calls. */
  readonly coordinator?: string | undefined;
  readonly onEvent?: ((event: MqttDeviceEvent) => void) | undefined;
}

/** What happens to a device that has joined a session over MQTT. */
export type MqttDeviceEvent =
  | { readonly type: 'connected' | 'lost'; readonly device: string }
  | { readonly type: 'called'; readonly device: string; readonly coordinator: string }
  /** The coordinator has ended the connection, or it broke, with why. */
  | { readonly type: 'ended'; readonly device: string; readonly reason?: string | undefined }
  /** What came over the broker is not taken. The first ones of each fault are told. */
  | { readonly type: 'refused'; readonly device: string; readonly fault: string; readonly message: string }
  /** It has left, and has refused so many messages, by fault. */
  | { readonly type: 'left'; readonly device: string; readonly refused: Readonly<Record<string, number>> };

/** Refusals of one fault that are told; all are counted. */
const MOST_TOLD = 10;
/** Calls of one process that are remembered, since an old one must not end a new one's connection: some 10 MB. */
const MOST_CALLS = 65_536;

/** A connection with a coordinator, at the device. */
interface Served {
  readonly channel: MqttChannel;
  readonly input: PassThrough;
  readonly over: Promise<void>;
}

/**
 * A device of a session over MQTT: says that it is there, and serves its coordinator, one connection after the other. It comes back by
 * itself when the broker was gone, and is then told what it missed. What its coordinator has not signed changes nothing.
 */
export class MqttDevice {
  readonly id: string;
  /** Messages that were not taken, by fault. */
  readonly refused = new Map<string, number>();
  readonly #settings: MqttDeviceSettings;
  readonly #key: DeviceKey;
  readonly #coordinator: KnownCoordinator;
  readonly #topics: SessionTopics;
  /** Tells this process from one before it, whose last will may come late. */
  readonly #process = randomBytes(16).toString('hex');
  readonly #start: number;
  /** The number of its newest presence. */
  #n = 0;
  /** What its topic has to hold; undefined while it does not say that it is there. */
  #presence: string | undefined;
  readonly #calls = new Set<string>();
  #client: MqttClient | undefined;
  #served: Served | undefined;
  #turn: Promise<void> = Promise.resolve();

  private constructor(
    settings: MqttDeviceSettings,
    key: DeviceKey,
    coordinator: KnownCoordinator,
    start: number,
  ) {
    this.#settings = settings;
    this.#key = key;
    this.#coordinator = coordinator;
    this.#start = start;
    this.id = key.id;
    this.#topics = topicsOf(settings.session);
  }

  /** @throws DeviceKeyError; as DeviceFolder.nextStart, connectToBroker */
  static async join(settings: MqttDeviceSettings): Promise<MqttDevice> {
    const { folder, session, broker } = settings;
    const key = await folder.openKey();
    const coordinator = await folder.coordinator(session, settings.coordinator);
    const device = new MqttDevice(settings, key, coordinator, await folder.nextStart());
    const { orders, presence } = device.#topics;
    const topic = presence(device.id);
    device.#client = await connectToBroker({
      ...broker,
      // Newer than what is said while there is a connection, and older than what is said in the next one.
      will: () => ({ topic, payload: device.#presenceOf(false, device.#n + 2) }),
      onConnect: async (client) => {
        device.#client = client;
        device.#n++;
        device.#presence = device.#presenceOf(true, device.#n);
        await client.subscribeAsync([orders(device.id), topic], { qos: 1 });
        await client.publishAsync(topic, device.#presence, { qos: 1, retain: true });
        device.#tell({ type: 'connected', device: device.id });
      },
      onMessage: (from, payload, _isRetained, isAgain) => {
        if (from === topic) device.#mind(payload);
        else device.#take(payload, isAgain);
      },
      onLost: () => {
        device.#n++;
        device.#presence = undefined;
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
    this.#presence = undefined;
    const payload = this.#presenceOf(false, this.#n + 1);
    await disconnect(this.#client!, { topic: this.#topics.presence(this.id), payload });
    this.#tell({ type: 'left', device: this.id, refused: Object.fromEntries(this.refused) });
  }

  #presenceOf(isPresent: boolean, n: number): string {
    const presence = this.#unsigned(isPresent, n);
    const signature = this.#key.sign(presenceText(this.#settings.session, presence));
    return writePresence({ ...presence, signature });
  }

  #unsigned(isPresent: boolean, n: number): UnsignedPresence {
    return {
      process: this.#process,
      start: this.#start,
      n,
      isPresent,
      zeros: this.#settings.zeros ?? null,
    };
  }

  /** Puts right what its topic holds: anything but its presence would hide it from a coordinator that comes later. */
  #mind(payload: Buffer): void {
    const presence = this.#presence;
    if (presence === undefined || payload.equals(Buffer.from(presence)) || this.#isNewer(payload)) return;
    this.#client!.publish(this.#topics.presence(this.id), presence, { qos: 1, retain: true }, () => {});
  }

  /** Whether it says that another process with the device's key has come after this one. */
  #isNewer(payload: Buffer): boolean {
    try {
      const presence = readPresence(payload);
      const isOwn = isPresenceOf(this.#key.publicKey, this.#settings.session, presence);
      return isOwn && comparePresences(presence, this.#unsigned(true, this.#n)) > 0;
    } catch (error) {
      // The coordinator counts it.
      if (error instanceof WireError) return false;
      throw error;
    }
  }

  #take(payload: Buffer, isAgain: boolean): void {
    try {
      this.#hear(payload, isAgain);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refuse(error);
    }
  }

  #hear(payload: Buffer, isAgain: boolean): void {
    const frame = readFrame(payload);
    if (frame.type === 'call') {
      this.#answer(frame, isAgain);
      return;
    }
    const { key } = this.#coordinator;
    if (key === undefined)
      throw new WireError('unexpected', `Expected a coordinator's call first, got ${frame.type}`);
    if (!verifySignature(key, frameText(this.#settings.session, 'coordinator', frame), frame.signature))
      throw new WireError('forged', "Expected a signature of the session's coordinator, got another");
    if (frame.call !== this.#served?.channel.call)
      throw new WireError('replayed', 'Expected a line of this connection, got one of another');
    this.#served.channel.take(frame, isAgain);
  }

  #answer(frame: CallFrame, isAgain: boolean): void {
    const { call, process, coordinator, signature } = frame;
    if (!verifySignature(coordinator, callText(this.#settings.session, this.id, frame), signature))
      throw new WireError('forged', 'Expected a call signed by who calls, got another');
    if (process !== this.#process)
      throw new WireError('replayed', 'Expected a call of this process, got one of another');
    if (!this.#coordinator.meet(coordinator)) {
      const [expected, got] = [this.#coordinator.key!, coordinator].map(bytesToHex);
      throw new WireError('forged', `Expected a call of the session's coordinator ${expected}, got ${got}`);
    }
    if (this.#calls.has(call)) {
      if (isAgain) return;
      throw new WireError('replayed', 'Expected a new call, got one again');
    }
    this.#calls.add(call);
    if (this.#calls.size > MOST_CALLS) this.#calls.delete(this.#calls.keys().next().value!);
    this.#begin(call);
  }

  /** Serves one connection; the one before is ended first, since both have one chain. */
  #begin(call: string): void {
    const before = this.#served;
    before?.channel.abandon();
    before?.input.end();
    const input = new PassThrough();
    const writer = new LineWriter(input);
    const channel = new MqttChannel({
      call,
      sign: (frame) => this.#key.sign(frameText(this.#settings.session, 'device', frame)),
      publish: (frame, line) => this.#publish(frame, line),
      onLine: (line) => writer.write(line),
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
    const coordinator = bytesToHex(this.#coordinator.key!);
    this.#tell({ type: 'called', device: this.id, coordinator });
    let reason: string | undefined;
    try {
      await this.#coordinator.keep();
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

  /** Counts what it does not take; the first ones of each fault are told, to the coordinator as well. */
  #refuse({ fault, message }: WireError): void {
    const count = this.refused.get(fault) ?? 0;
    this.refused.set(fault, count + 1);
    if (count >= MOST_TOLD) return;
    this.#tell({ type: 'refused', device: this.id, fault, message });
    void this.#served?.channel.send(writeMessage({ type: 'refused', fault, message }));
  }

  #tell(event: MqttDeviceEvent): void {
    this.#settings.onEvent?.(event);
  }
}
