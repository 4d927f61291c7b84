import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installNodes } from './install.js';
import { freePorts, NodeProcess } from './node-process.js';
import { ask, type RealNode } from './real-node.js';

const API_KEY = 'a-key-for-tests';
/** The hash of 20 zero bytes. bcoin's regtest has prefixes of its own, which are not Bitcoin's. */
const ADDRESS = 'R9HC5WtHbpoa51NCUAz86XLCmGTbkf45NT';
const RUN = fileURLToPath(new URL('run-bcoin.cjs', import.meta.url));

/** bcoin, alone: on regtest it gives templates without peers. Its chain is on disk, and outlives a kill. */
export class BcoinNode implements RealNode {
  readonly rpc: RealNode['rpc'];
  readonly #port: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'mine-wasm-bcoin-'));
  #process: NodeProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.rpc = { url: `http://127.0.0.1:${port}`, user: 'x', password: API_KEY };
  }

  /** A fresh chain. */
  static async create(): Promise<BcoinNode> {
    const [port] = await freePorts(1);
    const node = new BcoinNode(port!);
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    const options = { apiKey: API_KEY, httpPort: this.#port, folder: this.#folder };
    this.#process = new NodeProcess(process.execPath, [RUN, installNodes().bcoin, JSON.stringify(options)]);
    await this.#process.writes(/^ready$/);
  }

  async stop(): Promise<void> {
    await this.#process?.end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async shared(): Promise<void> {}

  async mine(blocks: number): Promise<string[]> {
    return ask(this.rpc, (client) => client.rpc.call('generatetoaddress', [blocks, ADDRESS])) as Promise<
      string[]
    >;
  }
}
