import { randomBytes } from 'node:crypto';
import type { Miner } from '../../engine/api.js';
import type { BlockStep } from '../block/block-sequence.js';
import type { BlockTemplate } from '../block/block-template.js';
import { BlockWork } from '../block/block-work.js';
import { MAX_EXTRANONCE } from '../block/coinbase.js';
import { Backoff } from '../rpc/backoff.js';
import type { BlockCourier, Delivery } from './block-courier.js';
import type { SoloAccount } from './solo-account.js';
import type { SoloReporter } from './solo-reporter.js';
import { WakeUp } from './wake-up.js';
import { type SolvedBlock, searchWork } from './work-search.js';

/** How long a run that was stopped waits for the node's answer about blocks it has just handed in, in milliseconds. */
const LAST_ANSWERS = 5000;

export interface SoloRunParts {
  readonly miner: Miner;
  readonly courier: BlockCourier;
  readonly account: SoloAccount;
  readonly reporter: SoloReporter;
  /** Asks for a template now. */
  readonly refresh: () => void;
  readonly chain: string;
  /** The output script that gets the reward. */
  readonly payout: Uint8Array;
  readonly tag: string;
  readonly versionMask: number;
}

/** Mining on one node from start to end: searches the newest template, and hands in what is found. */
export class SoloRun {
  readonly #parts: SoloRunParts;
  /** Fires when there is other work, and when the node has answered about a block. */
  readonly #news = new WakeUp();
  readonly #deliveries = new Set<Promise<void>>();
  /** Between blocks that the node refuses: whatever is wrong with them, it would be wrong with a thousand a second. */
  readonly #refusals = new Backoff({ longest: 30 });
  #work: BlockWork | undefined;
  #lastTip: string | undefined;
  /** The tip on which a block was found that the node has not refused: nothing more is mined on it. */
  #heldTip: string | undefined;
  /** The headers of the present work that have not been searched. */
  #steps: Iterator<BlockStep, undefined> = [].values();
  /** Begins anywhere, so that miners who share a payout don't search the same headers; goes on from template to template. */
  #extranonce = randomBytes(8).readBigUInt64BE();
  /** Ends the search that is running. */
  #endSearch = () => {};

  constructor(parts: SoloRunParts) {
    this.#parts = parts;
  }

  /** Takes the node's newest template; undefined when what it gave can't be mined. What was searched so far is dropped at once. */
  take(template: BlockTemplate | undefined): void {
    const { account, reporter, payout, tag } = this.#parts;
    this.#drop();
    account.template = template;
    if (template === undefined || template.previousBlockHash === this.#heldTip) return;
    try {
      this.#work = BlockWork.from({ template, payout, tag });
      this.#steps = this.#work.sequence({ first: this.#extranonce })[Symbol.iterator]();
    } catch (error) {
      account.template = undefined;
      reporter.trouble(error, undefined);
      return;
    }
    reporter.template(template, template.previousBlockHash !== this.#lastTip);
    this.#lastTip = template.previousBlockHash;
    this.#news.fire();
  }

  /** Mines until so many blocks are accepted, or aborted; then waits a little for the node's last answers. */
  async mine(blocks: number, signal: AbortSignal): Promise<void> {
    const { account } = this.#parts;
    // Not the signal itself: the node may still answer when nothing is mined any more.
    const patience = new AbortController();
    try {
      while (!signal.aborted && account.accepted < blocks) {
        const isEnough = account.accepted + this.#deliveries.size >= blocks;
        const work = isEnough ? undefined : this.#work;
        if (work === undefined) await this.#news.next(signal);
        else await this.#search(work, signal, patience.signal);
      }
    } finally {
      this.#endSearch();
      const timer = setTimeout(() => patience.abort(), LAST_ANSWERS);
      await Promise.all(this.#deliveries);
      clearTimeout(timer);
    }
  }

  /** Searches until a block is found, the work is replaced, or all is over. */
  async #search(work: BlockWork, signal: AbortSignal, patience: AbortSignal): Promise<void> {
    const { miner, account, versionMask } = this.#parts;
    const stop = new AbortController();
    this.#endSearch = () => stop.abort();
    signal.addEventListener('abort', this.#endSearch, { once: true });
    const endSearch = this.#endSearch;
    try {
      const solved = await searchWork({
        miner,
        work,
        nextStep: () => this.#nextStep(),
        versionMask,
        counter: account.hashes,
        signal: stop.signal,
      });
      if (solved !== undefined) this.#deliver(solved, work.template, patience);
      else if (!stop.signal.aborted) this.#replace();
    } finally {
      signal.removeEventListener('abort', endSearch);
    }
  }

  #deliver({ hash, header, block }: SolvedBlock, template: BlockTemplate, patience: AbortSignal): void {
    const { courier, account, reporter, chain } = this.#parts;
    const { height, previousBlockHash } = template;
    // A second block for the same place in the chain would be worth nothing.
    this.#heldTip = previousBlockHash;
    if (this.#work?.template.previousBlockHash === previousBlockHash) this.#drop();
    account.addFound();
    reporter.found(height, hash);
    const found = { chain, height, block: block.toHex(header), foundAt: Date.now() };
    const delivery = courier
      .deliver(found, patience)
      .then((answered) => answered && this.#book(answered, patience))
      .finally(() => {
        this.#deliveries.delete(delivery);
        this.#news.fire();
      });
    this.#deliveries.add(delivery);
  }

  async #book(delivery: Delivery, patience: AbortSignal): Promise<void> {
    const { account, reporter, refresh } = this.#parts;
    const { kind } = delivery.outcome;
    account.addAnswer(delivery.outcome);
    reporter.answer(delivery, false);
    this.#news.fire();
    if (kind === 'rejected') await this.#refusals.wait(patience).catch(() => {});
    else this.#refusals.reset();
    if (kind !== 'accepted' && kind !== 'duplicate') this.#heldTip = undefined;
    refresh();
  }

  /** Everything that a template allows is searched: another one has another time at least. */
  #replace(): void {
    this.#drop();
    this.#parts.refresh();
  }

  #drop(): void {
    this.#work = undefined;
    this.#endSearch();
  }

  #nextStep(): BlockStep | undefined {
    const step = this.#steps.next().value;
    if (step !== undefined) this.#extranonce = step.extranonce === MAX_EXTRANONCE ? 0n : step.extranonce + 1n;
    return step;
  }
}
