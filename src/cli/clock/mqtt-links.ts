import { join, resolve } from 'node:path';
import { DeviceKey } from '../../clockchain/device/device-key.js';
import type { BrokerSettings } from '../../clockchain/link/broker.js';
import { startChildDevice } from '../../clockchain/link/child-device.js';
import type { DeviceLink } from '../../clockchain/link/device-link.js';
import { EmbeddedBroker } from '../../clockchain/link/embedded-broker.js';
import type { DeviceProcess } from '../../clockchain/link/line-link.js';
import { MqttCoordinator } from '../../clockchain/link/mqtt-link.js';
import type { WireError } from '../../clockchain/link/wire.js';
import type { RunRequest } from './run-flags.js';

/** The devices of a session over MQTT. */
export interface MqttLinks extends AsyncDisposable {
  readonly links: readonly DeviceLink[];
  /** The coordinator's public key in hex. */
  readonly coordinator: string;
}

/** Refusals of one fault that are told. */
const MOST_TOLD = 10;

/**
 * Connects to the broker; or starts one in this process, with local devices that join it.
 * @param broker undefined: the embedded one
 * @param onRefused told of messages that no device of the session stands for
 * @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER`; DeviceKeyError for the coordinator's, which is in the session's folder
 */
export async function openMqttLinks(
  request: RunRequest,
  broker: BrokerSettings | undefined,
  onRefused: (device: string, error: WireError) => void,
): Promise<MqttLinks> {
  const stack: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of stack.splice(0).reverse()) await end();
  };
  try {
    const key = await DeviceKey.open(join(request.dir, request.session, 'coordinator.pem'));
    const embedded = broker === undefined ? await EmbeddedBroker.start() : undefined;
    if (embedded !== undefined) stack.push(() => embedded.close());
    const told = new Map<string, number>();
    const coordinator = await MqttCoordinator.connect({
      broker: broker ?? { url: embedded!.url },
      session: request.session,
      key,
      onRefused(device, error) {
        const count = told.get(error.fault) ?? 0;
        told.set(error.fault, count + 1);
        if (count < MOST_TOLD) onRefused(device, error);
      },
    });
    stack.push(() => coordinator.close());
    if (embedded !== undefined) {
      const place = { url: embedded.url, coordinator: key.id };
      const locals = request.goals.map(
        ({ zeros }, i) => new LocalDevice(joinCommand(request, place, zeros, i + 1)),
      );
      stack.push(async () => {
        await Promise.all(locals.map((local) => local.close()));
      });
    }
    // One that asks for zeros takes no place of a pace.
    const links = request.goals.map(({ zeros = null }, i) => coordinator.seat(`device ${i + 1}`, zeros));
    return { links, coordinator: key.id, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}

function joinCommand(
  { dir, session, threads }: RunRequest,
  { url, coordinator }: { readonly url: string; readonly coordinator: string },
  zeros: number | undefined,
  number: number,
): [string, ...string[]] {
  const folder = resolve(dir, 'devices', String(number));
  return [
    process.execPath,
    ...process.execArgv,
    process.argv[1]!,
    ...['clock', 'join', '--quiet', '--end-with-stdin', '--broker', url, '--session', session],
    ...['--coordinator', coordinator, '--folder', folder, '--threads', String(threads ?? 1)],
    ...(zeros === undefined ? [] : ['--difficulty', String(zeros)]),
  ];
}

/** A process that joins, and is started again when it ends. */
class LocalDevice {
  readonly #command: [string, ...string[]];
  #process: DeviceProcess;
  #isClosing = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(command: [string, ...string[]]) {
    this.#command = command;
    this.#process = this.#start();
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    clearTimeout(this.#timer);
    this.#process.input.end();
    const timer = setTimeout(() => this.#process.kill(), 10_000);
    await this.#process.ended;
    clearTimeout(timer);
  }

  #start(): DeviceProcess {
    const started = startChildDevice(this.#command);
    started.input.on('error', () => {});
    // What it says is for people; its link hears of it by the broker.
    started.output.resume();
    void started.ended.then(() => {
      if (this.#isClosing) return;
      this.#timer = setTimeout(() => {
        this.#process = this.#start();
      }, 1000);
    });
    return started;
  }
}
