import type { Miner } from '../../engine/api.js';
import { EngineMiner } from '../../engine/miner.js';
import { nodePlatform } from '../../engine/node-platform.js';
import type { Platform } from '../../engine/platform.js';
import { InputError } from '../../errors.js';
import { payoutScript } from '../block/payout.js';
import { Backoff } from '../rpc/backoff.js';
import { type ChainInfo, NodeClient } from '../rpc/node-client.js';
import { NodeError } from '../rpc/node-error.js';
import { RpcClient } from '../rpc/rpc-client.js';
import { abortWith } from './abort-with.js';
import { BlockCourier, type Delivery } from './block-courier.js';
import { BlockJournal } from './block-journal.js';
import { SoloAccount } from './solo-account.js';
import type { SoloMiner as Api, SoloRunOptions } from './solo-api.js';
import type { SoloStatus } from './solo-events.js';
import { checkSoloOptions, type SoloOptions } from './solo-options.js';
import { SoloReporter } from './solo-reporter.js';
import { SoloRun } from './solo-run.js';
import { TemplateFeed } from './template-feed.js';

const SAMPLE_MILLISECONDS = 1000;

/** The solo miner, on any platform. */
export class SoloMiner implements Api {
  readonly #options: SoloOptions;
  readonly #platform: Platform;
  readonly #settings: ReturnType<typeof checkSoloOptions>;
  readonly #rpc: RpcClient;
  readonly #reporter: SoloReporter;
  #account = new SoloAccount();
  #stop = new AbortController();
  #fault: { error: unknown } | undefined;
  #isRunning = false;
  #isPaused = false;
  /** That of the run under way. */
  #miner: Miner | undefined;

  /**
   * @param platform the command's own packs vectors
   * @throws InputError naming the option at fault
   */
  constructor(options: SoloOptions, platform: Platform = nodePlatform) {
    this.#settings = checkSoloOptions(options);
    this.#platform = platform;
    this.#options = options;
    this.#rpc = new RpcClient(options);
    this.#reporter = new SoloReporter((event) => {
      try {
        this.#settings.onEvent(event);
      } catch (error) {
        // Its caller is whatever happens to have come in: the error has to reach whoever awaits the run.
        this.#fault ??= { error };
        this.#stop.abort();
      }
    });
  }

  get status(): SoloStatus {
    return this.#account.status();
  }

  async run({ blocks = Number.POSITIVE_INFINITY, signal }: SoloRunOptions = {}): Promise<SoloStatus> {
    if (blocks !== Number.POSITIVE_INFINITY && !(Number.isInteger(blocks) && blocks >= 1)) {
      throw new InputError('ERR_INVALID_OPTION', 'blocks', 'an integer of at least 1', blocks);
    }
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new InputError('ERR_INVALID_OPTION', 'signal', 'an AbortSignal', signal);
    }
    if (this.#isRunning) {
      throw new InputError('ERR_INVALID_OPTION', 'run', 'called when no run is under way', 'a second one');
    }
    this.#isRunning = true;
    const account = new SoloAccount();
    this.#account = account;
    account.begin();
    const sampler = setInterval(() => account.sample(), SAMPLE_MILLISECONDS);
    const { controller: stop, abort, release } = abortWith(signal);
    this.#stop = stop;
    this.#fault = undefined;
    try {
      await this.#run(blocks, stop);
    } finally {
      abort();
      release();
      clearInterval(sampler);
      account.end();
      this.#rpc.close();
      this.#isRunning = false;
    }
    this.#throwFault();
    return this.status;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  async pause(): Promise<void> {
    this.#isPaused = true;
    await this.#miner?.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#miner?.resume();
  }

  #throwFault(): void {
    if (this.#fault !== undefined) throw this.#fault.error;
  }

  async #run(blocks: number, stop: AbortController): Promise<void> {
    // What the user has to mend shows before anything is waited for.
    const journal = await BlockJournal.open(this.#settings.journal);
    const miner = await EngineMiner.create(this.#platform, this.#options);
    this.#miner = miner;
    if (this.#isPaused) void miner.pause();
    try {
      await this.#mine(miner, journal, blocks, stop);
    } finally {
      this.#miner = undefined;
      await miner.close();
    }
  }

  async #mine(miner: Miner, journal: BlockJournal, blocks: number, stop: AbortController): Promise<void> {
    const { signal } = stop;
    const { payout, tag, versionMask, refresh } = this.#settings;
    const client = new NodeClient(this.#rpc);
    const reporter = this.#reporter;
    const onTrouble = (error: unknown, seconds: number | undefined) => reporter.trouble(error, seconds);

    const info = await this.#findChain(client, signal);
    if (info === undefined) return;
    const { chain, height } = info;
    const script = await payoutScript(payout, chain);
    reporter.start(chain, height, miner.threads);

    const courier = new BlockCourier({ client, journal, onTrouble });
    const leftOvers = await this.#resend(courier, chain, signal);

    const feed: TemplateFeed = new TemplateFeed({
      client,
      rules: chain === 'signet' ? ['segwit', 'signet'] : ['segwit'],
      refreshSeconds: refresh,
      onTemplate: (template) => run.take(template),
      onStale: () => run.drop(),
      onTrouble,
    });
    const run = new SoloRun({
      miner,
      courier,
      account: this.#account,
      reporter,
      refresh: () => feed.refresh(),
      chain,
      payout: script,
      tag,
      versionMask,
    });
    const parts = [feed.run(signal), run.mine(blocks, signal)].map((part) =>
      part.finally(() => stop.abort()),
    );
    const outcomes = await Promise.allSettled([...parts, ...leftOvers]);
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /**
   * Hands in what earlier runs left behind: before anything is mined, since it may be the next block. Those that the node can't
   * judge yet go on being tried while something is mined.
   */
  async #resend(courier: BlockCourier, chain: string, signal: AbortSignal): Promise<Promise<void>[]> {
    const waiting: Promise<void>[] = [];
    const report = (delivery: Delivery | undefined) => {
      if (delivery !== undefined) this.#reporter.answer(delivery, true);
    };
    for await (const { block, delivery } of courier.resend(chain, signal)) {
      report(delivery);
      if (!delivery.outcome.final) waiting.push(courier.deliver(block, signal).then(report));
    }
    return waiting;
  }

  /** Waits for a node that is away, or starting. @returns undefined when aborted */
  async #findChain(client: NodeClient, signal: AbortSignal): Promise<ChainInfo | undefined> {
    const backoff = new Backoff();
    while (!signal.aborted) {
      try {
        return await client.getChainInfo({ signal });
      } catch (error) {
        if (signal.aborted) return undefined;
        if (!(error instanceof NodeError) || !error.temporary) throw error;
        await backoff.wait(signal, (seconds) => this.#reporter.trouble(error, seconds)).catch(() => {});
      }
    }
    return undefined;
  }
}
