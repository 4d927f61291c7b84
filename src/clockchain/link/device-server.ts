import type { Readable, Writable } from 'node:stream';
import { Target } from '../../bitcoin/target.js';
import { InputError, MineWasmError } from '../../errors.js';
import { ChainReader } from '../chain/chain-reader.js';
import { Device } from '../device/device.js';
import type { DeviceFolder } from '../device/device-folder.js';
import type { DeviceKey } from '../device/device-key.js';
import type { TickSearch } from '../device/tick-miner.js';
import { decodeTick } from '../tick/tick-codec.js';
import { TickError } from '../tick/tick-error.js';
import { LineReader, type ReadLine } from './line-reader.js';
import { LineWriter } from './line-writer.js';
import {
  type CoordinatorMessage,
  type DeviceMessage,
  type MineMessage,
  type OpenMessage,
  readCoordinatorMessage,
  tickMessage,
  WIRE_VERSION,
  WireError,
  writeMessage,
} from './wire.js';

export interface DeviceServerSettings {
  readonly input: Readable;
  readonly output: Writable;
  readonly folder: DeviceFolder;
  readonly miner: TickSearch;
  /** What it is, for people: the versions of program and Node. */
  readonly software: string;
  /** How often it says that it is alive, in milliseconds. Default: every 5 s. */
  readonly aliveMilliseconds?: number | undefined;
}

/**
 * The device's end of a link: does what a coordinator says on `input`, until that ends. What it is told is verified; what is wrong is
 * refused by its name, and changes nothing.
 * @throws what it can't go on with, after it has told the coordinator: DeviceKeyError, ChainLockedError, RecordFileError, OwnChainError, …
 */
export async function serveDevice(settings: DeviceServerSettings): Promise<void> {
  const server = new DeviceServer(settings);
  try {
    await server.run();
  } catch (error) {
    const code = error instanceof MineWasmError ? error.code : 'ERR_INTERNAL';
    await server.send({ type: 'fault', code, message: (error as Error).message });
    throw error;
  } finally {
    await server.close();
  }
}

class DeviceServer {
  readonly #settings: DeviceServerSettings;
  readonly #writer: LineWriter;
  readonly #alive: NodeJS.Timeout;
  #key: DeviceKey | undefined;
  #device: Device | undefined;
  #chain = '';
  #abort = new AbortController();
  #mining: Promise<void> = Promise.resolve();
  /** What a mining loop can't go on with; the next line, or the end, brings it up. */
  #failure: { readonly error: unknown } | undefined;

  constructor(settings: DeviceServerSettings) {
    this.#settings = settings;
    this.#writer = new LineWriter(settings.output);
    // Whoever listens takes a long silence for a device that hangs.
    const { aliveMilliseconds = 5000 } = settings;
    this.#alive = setInterval(() => void this.send({ type: 'alive' }), aliveMilliseconds);
    // A coordinator that is gone has closed both; the end of the input ends us.
    settings.output.on('error', () => settings.input.destroy());
  }

  async run(): Promise<void> {
    const { input, folder, software } = this.#settings;
    this.#key = await folder.openKey();
    const { publicKey } = this.#key;
    await this.send({ type: 'hello', version: WIRE_VERSION, device: publicKey, software });
    const reader = new LineReader();
    try {
      for await (const bytes of input) {
        for (const line of reader.push(bytes as Buffer)) await this.#take(line);
      }
    } catch (error) {
      // Its end in mid-read is an end.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
    this.#raise();
  }

  /** Resolves when there is room for more. */
  send(message: DeviceMessage): Promise<void> {
    return this.#writer.write(writeMessage(message));
  }

  async close(): Promise<void> {
    clearInterval(this.#alive);
    await this.#stop();
    await this.#device?.close();
  }

  async #take(line: ReadLine): Promise<void> {
    this.#raise();
    try {
      if ('oversized' in line)
        throw new WireError('oversized', `Expected a message, got ${line.oversized} characters`);
      await this.#follow(readCoordinatorMessage(line.text));
    } catch (error) {
      await this.#refuse(error);
    }
  }

  async #follow(message: CoordinatorMessage): Promise<void> {
    if (message.type === 'open') {
      if (this.#device !== undefined) throw new WireError('unexpected', 'Expected one session, got another');
      await this.#open(message);
      return;
    }
    const device = this.#device;
    if (device === undefined) {
      throw new WireError('unexpected', `Expected a session to be opened first, got ${message.type}`);
    }
    switch (message.type) {
      case 'tick': {
        const { refused } = await device.receive(decodeTick(message.tick));
        for (const { error } of refused) await this.#refuse(error);
        break;
      }
      case 'mine':
        await this.#stop();
        this.#abort = new AbortController();
        this.#mining = this.#mine(device, message, this.#abort.signal).catch((error: unknown) => {
          this.#failure ??= { error };
          this.#settings.input.destroy();
        });
        break;
      case 'stop':
        await this.#stop();
        break;
      case 'history':
        await this.#tellHistory(message.after);
        break;
      case 'sync':
        await device.sync();
        break;
    }
  }

  async #open({ session, rounds, easiest, fsync }: OpenMessage): Promise<void> {
    const { folder, miner } = this.#settings;
    this.#chain = await folder.chain(session);
    const rules = { rounds, easiest: Target.fromBits(easiest) };
    const settings = { session, key: this.#key!, chain: this.#chain, miner, rules, fsync };
    this.#device = await Device.open(settings);
    const { ticks, lastHash, torn } = this.#device;
    await this.send({ type: 'opened', ticks, tip: lastHash ?? null, torn: torn?.bytes ?? 0 });
  }

  async #mine(
    device: Device,
    { order, bits, count, round }: MineMessage,
    signal: AbortSignal,
  ): Promise<void> {
    const target = Target.fromBits(bits);
    let left = count ?? Number.POSITIVE_INFINITY;
    try {
      while (left > 0 && !signal.aborted) {
        const mined = await device.tick({ target, round, signal });
        if (mined === undefined) break;
        const { tick, tries, seconds } = mined;
        await this.send({ ...tickMessage(tick), order, tries, seconds });
        left--;
      }
    } catch (error) {
      await this.#refuse(error, order);
    }
    await this.send({ type: 'mined', order, isWhole: left === 0 });
  }

  async #stop(): Promise<void> {
    this.#abort.abort();
    await this.#mining;
  }

  async #tellHistory(after: number): Promise<void> {
    const reader = await ChainReader.open(this.#chain);
    try {
      let place = 0;
      for (let ticks = await reader.next(); ticks !== undefined; ticks = await reader.next()) {
        for (const { tick } of ticks)
          if (++place > after) await this.send({ ...tickMessage(tick), tries: 0, seconds: 0 });
      }
    } finally {
      await reader.close();
    }
    await this.send({ type: 'told' });
  }

  /** @param order the `mine` that is refused, if it is one @throws what is no fault of the coordinator's */
  async #refuse(error: unknown, order?: number): Promise<void> {
    if (error instanceof WireError || error instanceof TickError) {
      await this.send({ type: 'refused', fault: error.fault, message: error.message, order });
    } else if (error instanceof InputError) {
      await this.send({ type: 'refused', fault: 'unexpected', message: error.message, order });
    } else {
      throw error;
    }
  }

  #raise(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }
}
