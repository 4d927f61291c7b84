import { randomBytes } from 'node:crypto';
import type { MqttClient } from 'mqtt';
import { bytesToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { type After, Patience } from '../../remote/patience.js';
import { type DeviceKey, verifySignature } from '../device/device-key.js';
import type { BrokerSettings } from './broker.js';
import type { DeviceConnection, DeviceLink, LinkListener } from './device-link.js';
import { MqttChannel } from './mqtt-channel.js';
import { connectToBroker, disconnect } from './mqtt-client.js';
import { callText, type Frame, frameText, readFrame, writeFrame } from './mqtt-frame.js';
import { isPresenceOf, type Presence, readPresence } from './mqtt-presence.js';
import { writeRound } from './mqtt-round.js';
import { readTopic, type SessionTopics, topicsOf } from './mqtt-topics.js';
import { PresentDevices } from './present-devices.js';
import { type CoordinatorMessage, readDeviceMessage, WireError, writeMessage } from './wire.js';

export interface MqttCoordinatorSettings {
  readonly broker: BrokerSettings;
  readonly session: string;
  /** Signs all that it says: devices follow one key in a session. */
  readonly key: DeviceKey;
  /** What was refused of whom no member of the session stands for. @param device as its topic says, in hex */
  readonly onRefused?: ((device: string, error: WireError) => void) | undefined;
  /** How long a session's start waits for a device to come; default 60 s. */
  readonly comeSeconds?: number | undefined;
  /** How long a device may take to its first word, and how long it may then be silent: it speaks every 5 s. */
  readonly startSeconds?: number | undefined;
  readonly silenceSeconds?: number | undefined;
  readonly after?: After | undefined;
}

/** How long a device that was asked to end may take. */
const GRACE_SECONDS = 10;

/** A session's coordinator on a broker: knows which devices are there, and gives each member of the session one of them. */
export class MqttCoordinator {
  readonly #settings: MqttCoordinatorSettings;
  readonly #topics: SessionTopics;
  readonly #present = new PresentDevices();
  readonly #seats: Seat[] = [];
  #client: MqttClient | undefined;
  #round = 0;

  private constructor(settings: MqttCoordinatorSettings) {
    this.#settings = settings;
    this.#topics = topicsOf(settings.session);
  }

  /** @throws as connectToBroker */
  static async connect(settings: MqttCoordinatorSettings): Promise<MqttCoordinator> {
    const coordinator = new MqttCoordinator(settings);
    const { presence, head, answers } = coordinator.#topics;
    coordinator.#client = await connectToBroker({
      ...settings.broker,
      onConnect: async (client) => {
        coordinator.#client = client;
        // What was retained while we were gone comes with the subscription.
        await client.subscribeAsync([head('+'), answers('+'), presence('+')], { qos: 1 });
      },
      onMessage: (topic, payload, isRetained, isAgain) =>
        coordinator.#take(topic, payload, isRetained, isAgain),
      onLost: () => {
        coordinator.#present.clear();
        for (const seat of coordinator.#seats) seat.end('the broker is gone');
      },
    });
    return coordinator;
  }

  /** A member's link. @param zeros leading hex zeros of its ticks: devices that ask for others do not take it; null: those that ask for any */
  seat(name: string, zeros?: number | null): DeviceLink {
    const seat: Seat = new Seat(name, zeros, {
      ...this.#settings,
      find: () => this.#find(seat),
      publish: (device, frame) => this.#publish(this.#topics.orders(device), frame, false),
      announce: (message) => this.#announce(message),
    });
    this.#seats.push(seat);
    return seat;
  }

  async close(): Promise<void> {
    await disconnect(this.#client!);
  }

  /** One that no other seat has; of a seat that was taken before, that device again. */
  #find(seat: Seat): { readonly device: string; readonly presence: Presence } | undefined {
    for (const [device, presence] of this.#present) {
      const fits = seat.zeros === undefined || presence.zeros === null || presence.zeros === seat.zeros;
      const isFree = !this.#seats.some((other) => other !== seat && other.device === device);
      if (seat.device === undefined ? fits && isFree : seat.device === device) return { device, presence };
    }
    return undefined;
  }

  #take(topic: string, payload: Buffer, isRetained: boolean, isAgain: boolean): void {
    const place = readTopic(topic);
    if (place === undefined) return;
    const { device, name } = place;
    const seat = this.#seats.find((one) => one.device === device);
    // The newest tick from before: its history brings it along with the others.
    if (isRetained && name !== 'presence') return;
    try {
      if (name === 'presence') this.#meet(device, payload);
      else this.#hear(seat, device, readFrame(payload), isAgain);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      if (seat?.refuse(error) !== true) this.#settings.onRefused?.(device, error);
    }
  }

  #hear(seat: Seat | undefined, device: string, frame: Frame, isAgain: boolean): void {
    if (frame.type === 'call')
      throw new WireError('unexpected', 'Expected what devices say, got a coordinator’s call');
    const text = frameText(this.#settings.session, 'device', frame);
    if (!verifySignature(hexToBytes(device), text, frame.signature)) {
      throw new WireError('forged', `Expected a signature of device ${device}, got another`);
    }
    // What was under way when a connection ended.
    if (frame.call === seat?.lastCall) return;
    if (seat?.channel?.call !== frame.call)
      throw new WireError('replayed', 'Expected a line of this connection, got one of another');
    seat.channel.take(frame, isAgain);
  }

  #meet(device: string, payload: Buffer): void {
    // A topic that was cleared: the device puts it right.
    if (payload.length === 0) return;
    const presence = readPresence(payload);
    if (!isPresenceOf(hexToBytes(device), this.#settings.session, presence)) {
      throw new WireError('forged', `Expected a presence signed by device ${device}, got another`);
    }
    const change = this.#present.take(device, presence);
    if (change === undefined) return;
    const seat = this.#seats.find((one) => one.device === device);
    if (seat?.channel !== undefined) seat.end(change === 'come' ? 'it has come anew' : 'it has left');
    if (change === 'come') for (const waiting of this.#seats) waiting.look();
  }

  /** For whoever watches the broker: devices are told each for itself. */
  #announce(message: CoordinatorMessage): void {
    if (message.type !== 'mine' || message.round === undefined || message.round.number === this.#round)
      return;
    const { number, heads } = message.round;
    this.#round = number;
    const { session, key } = this.#settings;
    const round = { round: number, heads, coordinator: key.publicKey };
    const text = writeRound(session, round, (bytes) => key.sign(bytes));
    this.#publish(this.#topics.round, text, true);
  }

  #publish(topic: string, payload: string, retain: boolean): void {
    const client = this.#client!;
    if (client.connected) client.publish(topic, payload, { qos: 1, retain }, () => {});
  }
}

interface SeatSettings extends Omit<MqttCoordinatorSettings, 'broker'> {
  readonly find: () => { readonly device: string; readonly presence: Presence } | undefined;
  readonly publish: (device: string, frame: string) => void;
  readonly announce: (message: CoordinatorMessage) => void;
}

/** A place for a device: the first that comes and fits takes it, and keeps it. */
class Seat implements DeviceLink {
  readonly name: string;
  readonly zeros: number | null | undefined;
  device: string | undefined;
  channel: MqttChannel | undefined;
  lastCall: string | undefined;
  readonly #settings: SeatSettings;
  readonly #patience: Patience;
  #listener: LinkListener | undefined;
  #hasWaited = false;
  /** It has said something that is a message: the seat is its own. */
  #hasSpoken = false;
  #isClosing = false;
  #onOver: () => void = () => {};

  constructor(name: string, zeros: number | null | undefined, settings: SeatSettings) {
    this.name = name;
    this.zeros = zeros;
    this.#settings = settings;
    this.#patience = new Patience(settings.after);
  }

  connect(listener: LinkListener): DeviceConnection {
    this.#listener = listener;
    this.#isClosing = false;
    const { comeSeconds = 60 } = this.#settings;
    // A session starts without those that do not come; later they are waited for without an end.
    if (!this.#hasWaited) {
      this.#patience.wait(comeSeconds, () => this.end(`it has not come in ${comeSeconds} s`));
    }
    this.#hasWaited = true;
    // Not before the caller has what is returned.
    queueMicrotask(() => this.look());
    return { send: (message) => this.#send(message), close: () => this.#close() };
  }

  /** Calls a device that is there and fits, if it waits for one. */
  look(): void {
    if (this.#listener === undefined || this.channel !== undefined || this.#isClosing) return;
    const found = this.#settings.find();
    if (found === undefined) return;
    const { device, presence } = found;
    const { startSeconds = 30, silenceSeconds = 20, session, key, publish } = this.#settings;
    this.device = device;
    const call = randomBytes(16).toString('hex');
    const listener = this.#listener;
    this.channel = new MqttChannel({
      call,
      sign: (frame) => key.sign(frameText(session, 'coordinator', frame)),
      publish: (frame) => publish(device, frame),
      onLine: async (line) => {
        if (!this.#isClosing) this.#wait(silenceSeconds);
        try {
          const message = readDeviceMessage(line);
          if (message.type === 'hello' && bytesToHex(message.device) !== device) {
            throw new WireError('forged', `Expected device ${device} to say who it is, got another`);
          }
          this.#hasSpoken = true;
          await listener.onMessage(message);
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          listener.onFault(error);
        }
      },
      onEnd: () => this.end('it has ended'),
    });
    this.#wait(startSeconds);
    const frame = { type: 'call', call, process: presence.process, coordinator: key.publicKey } as const;
    publish(device, writeFrame({ ...frame, signature: key.sign(callText(session, device, frame)) }));
  }

  /** @returns whether a member stands for it, and counts it */
  refuse(error: WireError): boolean {
    this.#listener?.onFault(error);
    return this.#listener !== undefined;
  }

  /** Ends the connection, if there is one. */
  end(reason: string): void {
    const listener = this.#listener;
    if (listener === undefined) return;
    // One that waits for a device has no connection that could end; but its wait can.
    this.#patience.end();
    this.#listener = undefined;
    this.lastCall = this.channel?.call ?? this.lastCall;
    this.channel?.abandon();
    this.channel = undefined;
    if (!this.#hasSpoken) this.device = undefined;
    this.#onOver();
    listener.onEnd(this.#isClosing ? undefined : reason);
  }

  async #send(message: CoordinatorMessage): Promise<void> {
    this.#settings.announce(message);
    await this.channel?.send(writeMessage(message));
  }

  async #close(): Promise<void> {
    if (this.#listener === undefined) return;
    this.#isClosing = true;
    const over = new Promise<void>((resolve) => {
      this.#onOver = resolve;
    });
    if (this.channel === undefined) this.end('it was closed');
    else {
      this.channel.end();
      this.#patience.wait(GRACE_SECONDS, () => this.end('it did not end'));
    }
    await over;
  }

  #wait(seconds: number): void {
    this.#patience.wait(seconds, () => this.end(`it has said nothing for ${seconds} s`));
  }
}
