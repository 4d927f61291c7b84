import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installNodes } from './install.js';
import { freePorts, NodeProcess } from './node-process.js';
import { ask, type RealNode } from './real-node.js';

/** For both: nothing but loopback, and a small wallet, without which it does not mine itself. */
const COMMON = [
  '-regtest',
  '-server',
  '-printtoconsole',
  '-bind=127.0.0.1',
  '-dnsseed=0',
  '-upnp=0',
  '-listenonion=0',
  '-discover=0',
  '-keypool=1',
];

/**
 * Bitcoin Core 0.11.99 with a cookie file, and a second one as its peer: this version gives no templates without peers, even on
 * regtest, nor before its first block. It writes its chain to the disk when it ends. What a kill loses it loads from its peer
 * again, while it answers as a node that is downloading blocks.
 */
export class CoreNode implements RealNode {
  readonly rpc: RealNode['rpc'];
  readonly #rpcPort: number;
  readonly #port: number;
  readonly #peerRpcPort: number;
  readonly #peerPort: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'mine-wasm-core-'));
  readonly #peerFolder = mkdtempSync(join(tmpdir(), 'mine-wasm-core-peer-'));
  #process: NodeProcess | undefined;
  #peer: NodeProcess | undefined;
  /** The last block that the peer is known to have. */
  #shared: string | undefined;

  private constructor([rpcPort, port, peerRpcPort, peerPort]: readonly number[]) {
    this.#rpcPort = rpcPort!;
    this.#port = port!;
    this.#peerRpcPort = peerRpcPort!;
    this.#peerPort = peerPort!;
    this.rpc = {
      url: `http://127.0.0.1:${rpcPort}`,
      cookieFile: join(this.#folder, 'regtest', '.cookie'),
    };
  }

  /** A chain of one block. */
  static async create(): Promise<CoreNode> {
    const node = new CoreNode(await freePorts(4));
    node.#peer = new NodeProcess(installNodes().core, [
      ...COMMON,
      `-datadir=${node.#peerFolder}`,
      `-port=${node.#peerPort}`,
      `-rpcport=${node.#peerRpcPort}`,
    ]);
    await node.#peer.writes(/Done loading/);
    await node.start();
    const [hash] = await node.mine(1);
    // Without it there would be no templates after a kill.
    await node.shared(hash!);
    return node;
  }

  async start(): Promise<void> {
    this.#process = new NodeProcess(installNodes().core, [
      ...COMMON,
      `-datadir=${this.#folder}`,
      `-port=${this.#port}`,
      `-rpcport=${this.#rpcPort}`,
      `-connect=127.0.0.1:${this.#peerPort}`,
    ]);
    await this.#process.writes(/Done loading/);
    await this.#process.writes(/receive version message/);
    // Loaded from the disk, or from the peer.
    if (this.#shared) await this.#process.writes(new RegExp(`(hashBestChain|new best)=${this.#shared}`));
  }

  async stop(): Promise<void> {
    // This version aborts on SIGTERM while a long poll waits, before it has written anything. This call writes all of it.
    await ask(this.rpc, (client) => client.rpc.call('gettxoutsetinfo'));
    await this.#process?.end('SIGTERM');
  }

  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL');
  }

  async remove(): Promise<void> {
    await this.kill();
    await this.#peer?.end('SIGKILL');
    for (const folder of [this.#folder, this.#peerFolder]) rmSync(folder, { recursive: true, force: true });
  }

  async shared(hash: string): Promise<void> {
    await this.#peer?.writes(new RegExp(`UpdateTip: new best=${hash}`));
    this.#shared = hash;
  }

  async mine(blocks: number): Promise<string[]> {
    return ask(this.rpc, (client) => client.rpc.call('generate', [blocks])) as Promise<string[]>;
  }
}
