import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import mqtt, { type MqttClient } from 'mqtt';
import { DeviceFolder } from '../../../../dist/clockchain/device/device-folder.js';
import type { DeviceKey } from '../../../../dist/clockchain/device/device-key.js';
import { serveDevice } from '../../../../dist/clockchain/link/device-server.js';
import { LineReader } from '../../../../dist/clockchain/link/line-reader.js';
import { MqttChannel } from '../../../../dist/clockchain/link/mqtt-channel.js';
import {
  frameText,
  readFrame,
  type UnsignedFrame,
  writeFrame,
} from '../../../../dist/clockchain/link/mqtt-frame.js';
import { presenceText, writePresence } from '../../../../dist/clockchain/link/mqtt-presence.js';
import { topicsOf } from '../../../../dist/clockchain/link/mqtt-topics.js';
import { sharedMiner } from '../../session/support/in-process.js';
import { seededKeyPem } from '../../support/seeded-key.js';

/** A device of a session that does what it is told, and besides says whatever the test likes, with its own key and in its place. */
export class RogueDevice {
  readonly key: DeviceKey;
  readonly #client: MqttClient;
  readonly #session: string;
  readonly #folder: DeviceFolder;
  #channel: MqttChannel | undefined;
  #input: PassThrough | undefined;

  private constructor(key: DeviceKey, client: MqttClient, session: string, folder: DeviceFolder) {
    this.key = key;
    this.#client = client;
    this.#session = session;
    this.#folder = folder;
  }

  /** @param seed of its key: 64 hex digits */
  static async join(url: string, session: string, path: string, seed: string): Promise<RogueDevice> {
    writeFileSync(join(path, 'device.pem'), seededKeyPem(seed), { mode: 0o600 });
    const folder = new DeviceFolder(path);
    const key = await folder.openKey();
    const client = await mqtt.connectAsync(url);
    const rogue = new RogueDevice(key, client, session, folder);
    const { orders, presence } = topicsOf(session);
    client.on('message', (_topic, payload) => rogue.#take(payload));
    await client.subscribeAsync(orders(key.id), { qos: 1 });
    const process = randomBytes(16).toString('hex');
    const unsigned = { process, start: 1, n: 1, isPresent: true, zeros: null };
    const signature = key.sign(presenceText(session, unsigned));
    const text = writePresence({ ...unsigned, signature });
    await client.publishAsync(presence(key.id), text, { qos: 1, retain: true });
    return rogue;
  }

  /** Says a line in its place of the connection. */
  say(line: string): void {
    void this.#channel!.send(line);
  }

  /** Publishes a frame that is signed by it, in the connection but in no place of its. */
  publish(frame: { type: 'line'; n: number; line: string } | { type: 'taken' | 'end'; n: number }): void {
    this.#publish({ ...frame, call: this.#channel!.call });
  }

  async leave(): Promise<void> {
    this.#input?.end();
    await this.#client.endAsync(true);
  }

  #take(payload: Buffer): void {
    const frame = readFrame(payload);
    if (frame.type !== 'call') {
      this.#channel?.take(frame, false);
      return;
    }
    const input = new PassThrough();
    const output = new PassThrough();
    const channel = new MqttChannel({
      call: frame.call,
      sign: (unsigned) => this.key.sign(frameText(this.#session, 'device', unsigned)),
      publish: (text) => this.#send(text),
      onLine: async (line) => {
        if (!input.write(`${line}\n`)) await once(input, 'drain');
      },
      onEnd: () => input.end(),
    });
    this.#channel = channel;
    this.#input = input;
    const reader = new LineReader();
    output.on('data', (bytes: Buffer) => {
      for (const line of reader.push(bytes)) if ('text' in line) void channel.send(line.text);
    });
    void sharedMiner()
      .then((miner) => serveDevice({ input, output, folder: this.#folder, miner, software: 'rogue' }))
      .then(() => channel.end());
  }

  #publish(frame: UnsignedFrame): void {
    const signature = this.key.sign(frameText(this.#session, 'device', frame));
    this.#send(writeFrame({ ...frame, signature }));
  }

  #send(text: string): void {
    this.#client.publish(topicsOf(this.#session).answers(this.key.id), text, { qos: 1 });
  }
}
