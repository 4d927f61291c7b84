import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import { DeviceFolder } from '../../../../dist/clockchain/device/device-folder.js';
import { DeviceKey } from '../../../../dist/clockchain/device/device-key.js';
import { EmbeddedBroker } from '../../../../dist/clockchain/link/embedded-broker.js';
import { MqttDevice } from '../../../../dist/clockchain/link/mqtt-device.js';
import { MqttCoordinator } from '../../../../dist/clockchain/link/mqtt-link.js';
import { topicsOf } from '../../../../dist/clockchain/link/mqtt-topics.js';
import type { Member } from '../../../../dist/clockchain/session/member.js';
import { runRounds } from '../../../../dist/clockchain/session/rounds.js';
import { Session } from '../../../../dist/clockchain/session/session.js';
import type { SessionEvent } from '../../../../dist/clockchain/session/session-log.js';
import { targetOfZeros } from '../../../../dist/clockchain/tick/difficulty.js';
import { encodeTick } from '../../../../dist/clockchain/tick/tick-codec.js';
import type { Tick } from '../../../../src/clockchain/tick/tick.js';
import { decodeTick } from '../../../../src/clockchain/tick/tick-codec.js';
import { sharedMiner } from '../../session/support/in-process.js';
import { sha256d } from '../../support/oracle.js';
import { TestDevice } from '../../support/test-device.js';
import { RogueDevice } from './rogue-device.js';

export const SESSION = 'attacked';
export const topics = topicsOf(SESSION);
const WAIT_SECONDS = 30;

/** What someone at the broker has seen. */
export interface Heard {
  readonly topic: string;
  readonly payload: Buffer;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into it property by property
  readonly json: any;
}

/**
 * A session over a real broker: ada and bob are in order, the rogue says what the test likes, and someone without a key hears and may publish
 * everything. It is in its second run, so that there are messages of an earlier one.
 */
export class AttackedSession {
  /** The rogue's hand for ticks: its key is the same. */
  readonly eve = new TestDevice('eve');
  readonly key = DeviceKey.generate();
  readonly events: SessionEvent[] = [];
  /** Called with the fault of what no member stands for. */
  onStray: (fault: string) => void = () => {};
  /** All that was published, and all before the second run. */
  readonly heard: Heard[] = [];
  before: readonly Heard[] = [];
  /** The call that each device is in. */
  readonly calls = new Map<string, string>();
  session!: Session;
  ada!: MqttDevice;
  bob!: MqttDevice;
  rogue!: RogueDevice;
  outsider!: MqttClient;
  readonly #folder = mkdtempSync(join(tmpdir(), 'mine-wasm-attacked-'));
  readonly #ends: (() => Promise<unknown>)[] = [];
  readonly url: string;

  private constructor(url: string) {
    this.url = url;
  }

  static async start(): Promise<AttackedSession> {
    const broker = await EmbeddedBroker.start();
    const attacked = new AttackedSession(broker.url);
    attacked.#ends.push(() => broker.close());
    await attacked.#begin();
    return attacked;
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  member(device: string): Member {
    return this.session.members.find((member) => member.device === device)!;
  }

  /** The last tick of a device. */
  tip(device: string): Tick {
    return decodeTick(encodeTick(this.session.chains.set.head(device)!.tick));
  }

  /** All that has been verified, and who is there. */
  view() {
    const { chains, members } = this.session;
    return {
      heads: chains.set.heads().map(({ tick, hash, tau, lamport }) => ({
        device: Buffer.from(tick.device).toString('hex'),
        hash: Buffer.from(hash).toString('hex'),
        tau,
        lamport,
        round: tick.round,
      })),
      round: chains.nextRound().number - 1,
      ticks: chains.paths.length,
      present: members.filter(({ isPresent }) => isPresent).map(({ name }) => name),
      comings: this.events.filter(({ type }) => type === 'joined' || type === 'absent').length,
    };
  }

  async publish(topic: string, payload: string | Buffer, retain = false): Promise<void> {
    await this.outsider.publishAsync(topic, payload, { qos: 1, retain });
  }

  /** The last that was heard of a topic and fits. */
  last(topic: string, fits: (json: Heard['json']) => boolean = () => true, of = this.heard): Heard {
    const found = of.findLast((one) => one.topic === topic && fits(one.json));
    if (found === undefined) throw new Error(`nothing such was heard of ${topic}`);
    return found;
  }

  /** Waits for something to be so; whatever the session hears has it look. */
  async until(isSo: () => boolean): Promise<void> {
    const how = await this.session.until(isSo, undefined, WAIT_SECONDS);
    if (how !== 'so') throw new Error(`it has not come to be so in ${WAIT_SECONDS} s: ${isSo}`);
  }

  /** Resolves with the next that is heard of a topic and fits. */
  hears(topic: string, fits: (json: Heard['json']) => boolean): Promise<Heard> {
    return new Promise((resolve) => {
      const listen = (from: string, payload: Buffer) => {
        const json = parse(payload);
        if (from !== topic || !fits(json)) return;
        this.outsider.off('message', listen);
        resolve({ topic, payload, json });
      };
      this.outsider.on('message', listen);
    });
  }

  /** Holds another round. @returns who was there */
  async round(): Promise<readonly string[]> {
    await runRounds(this.session, { rounds: 1, timeoutSeconds: WAIT_SECONDS });
    const round = this.events.findLast((event) => event.type === 'round');
    if (round === undefined) throw new Error('no round was held');
    // The last tick may be told behind the round that it closes: its copy is still being written.
    const ticks = () => this.events.filter((event) => event.type === 'tick' && event.round === round.round);
    await this.until(() => ticks().length === round.present.length);
    return round.present;
  }

  async #begin(): Promise<void> {
    this.outsider = await mqtt.connectAsync(this.url);
    this.outsider.on('message', (topic, payload) => {
      this.heard.push({ topic, payload, json: parse(payload) });
    });
    await this.outsider.subscribeAsync('#', { qos: 1 });
    this.#ends.push(() => this.outsider.endAsync(true));
    const seed = Buffer.from(sha256d(Buffer.from('eve'))).toString('hex');
    const folders = ['ada', 'bob', 'rogue'].map((name) => mkdtempSync(join(this.#folder, name)));
    this.bob = await this.#join(folders[1]!);
    this.rogue = await RogueDevice.join(this.url, SESSION, folders[2]!, seed);
    for (const run of [1, 2]) {
      this.before = [...this.heard];
      this.ada = await this.#join(folders[0]!);
      const coordinator = await this.#open();
      await this.session.start();
      for (let round = 0; round < 3; round++) await this.round();
      for (const id of [this.ada.id, this.bob.id, this.rogue.key.id]) {
        this.calls.set(id, this.last(topics.orders(id), (json) => json?.type === 'call').json.call);
      }
      if (run === 2) {
        this.#ends.push(
          () => coordinator.close(),
          () => this.session.close(),
        );
        break;
      }
      await this.session.close();
      await coordinator.close();
      await this.ada.leave();
      this.events.length = 0;
    }
    this.#ends.splice(
      1,
      0,
      () => this.ada.leave(),
      () => this.bob.leave(),
      () => this.rogue.leave(),
    );
  }

  async #join(folder: string): Promise<MqttDevice> {
    return MqttDevice.join({
      broker: { url: this.url },
      session: SESSION,
      folder: new DeviceFolder(folder),
      miner: await sharedMiner(),
      software: 'test',
    });
  }

  async #open(): Promise<MqttCoordinator> {
    const coordinator = await MqttCoordinator.connect({
      broker: { url: this.url },
      session: SESSION,
      key: this.key,
      onRefused: (_device, { fault }) => this.onStray(fault),
    });
    const target = targetOfZeros(1);
    this.session = await Session.open({
      session: SESSION,
      folder: join(this.#folder, 'session'),
      mode: 'rounds',
      fsync: 'none',
      devices: [1, 2, 3].map((n) => ({ link: coordinator.seat(`device ${n}`), target })),
      firstPauseMilliseconds: 5,
      onEvent: (event) => this.events.push(event),
    });
    return coordinator;
  }
}

function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString());
  } catch {
    return undefined;
  }
}
