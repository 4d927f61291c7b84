import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { MineWasmError } from '../../errors.js';
import { missingPackage } from './broker.js';
import { LONGEST_FRAME } from './mqtt-frame.js';

/** An MQTT broker in this process, for this machine alone: on loopback, at a free port. It forgets everything with its end. */
export class EmbeddedBroker implements AsyncDisposable {
  readonly url: string;
  readonly #close: () => Promise<void>;
  #closed: Promise<void> | undefined;

  private constructor(port: number, close: () => Promise<void>) {
    this.url = `mqtt://127.0.0.1:${port}`;
    this.#close = close;
  }

  /** @param port default: a free one @throws MineWasmError `ERR_MQTT_MISSING`, `ERR_BROKER` */
  static async start(port = 0): Promise<EmbeddedBroker> {
    const { Aedes } = await loadAedes();
    const aedes = await Aedes.createBroker();
    aedes.authorizePublish = (_client, { payload }, done) => {
      done(payload.length > LONGEST_FRAME ? new Error('oversized') : null);
    };
    // Such as a client that was cut off: its link notices.
    aedes.on('clientError', () => {});
    aedes.on('connectionError', () => {});
    const server = createServer((socket) => void aedes.handle(socket));
    const sockets = socketsOf(server);
    try {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    } catch (cause) {
      aedes.close();
      const message = `Expected the embedded broker to listen on 127.0.0.1: ${(cause as Error).message}`;
      throw new MineWasmError('ERR_BROKER', message, { cause });
    }
    return new EmbeddedBroker((server.address() as AddressInfo).port, async () => {
      const closed = once(server, 'close');
      server.close();
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function socketsOf(server: Server): Set<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

async function loadAedes(): Promise<typeof import('aedes')> {
  try {
    return await import('aedes');
  } catch (cause) {
    throw missingPackage('aedes', cause);
  }
}
