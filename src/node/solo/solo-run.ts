import { randomBytes } from 'node:crypto';
import type { Miner } from '../../engine/api.js';
import { type ErrorCode, InputError } from '../../errors.js';
import type { BlockStep } from '../block/block-sequence.js';
import type { BlockTemplate } from '../block/block-template.js';
import { BlockWork } from '../block/block-work.js';
import { MAX_EXTRANONCE } from '../block/coinbase.js';
import { Backoff } from '../rpc/backoff.js';
import { abortWith } from './abort-with.js';
import type { BlockCourier, Delivery } from './block-courier.js';
import type { SoloAccount } from './solo-account.js';
import type { SoloReporter } from './solo-reporter.js';
import { WakeUp } from './wake-up.js';
import { type SolvedBlock, searchWork } from './work-search.js';

/** Faults of what the node gave: another template may be in order. */
const TEMPLATE_FAULTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'ERR_INVALID_TEMPLATE',
  'ERR_UNSUPPORTED_TEMPLATE',
]);

/** How long a run that was stopped waits for the node's answer about blocks it has just handed in, in milliseconds. */
const LAST_ANSWERS = 5000;

/**
 * How long, in milliseconds, nothing is mined on a tip on which the node has accepted a block. It should give templates for
 * the next height at once; if it still gives them for this one, it was told to (invalidateblock).
 */
const HOLD = 10_000;

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
  /** Between blocks that the node refuses: whatever is wrong with them, it would be wrong with a thousand a second. */
  readonly refusals?: Backoff;
  /** Milliseconds, as performance.now gives them. */
  readonly now?: () => number;
}

/** A tip on which a block was found: nothing more is mined on it, which would be worth nothing. */
interface HeldTip {
  readonly tip: string;
  /** Infinity while the node has not answered. */
  until: number;
}

/** Mining on one node from start to end: searches the newest template, and hands in what is found. Once. */
export class SoloRun {
  readonly #parts: SoloRunParts;
  readonly #now: () => number;
  readonly #refusals: Backoff;
  /** Fires when there is other work, and when the node has answered about a block. */
  readonly #news = new WakeUp();
  readonly #deliveries = new Set<Promise<void>>();
  /** Ends the waits that nothing depends on any more. */
  readonly #over = new AbortController();
  /** Found blocks that the node has not answered about. */
  #unanswered = 0;
  #work: BlockWork | undefined;
  #lastTip: string | undefined;
  #held: HeldTip | undefined;
  #fault: { readonly error: unknown } | undefined;
  /** The headers of the present work that have not been searched. */
  #steps: Iterator<BlockStep, undefined> = [].values();
  /** Begins anywhere, so that miners who share a payout don't search the same headers; goes on from template to template. */
  #extranonce = randomBytes(8).readBigUInt64BE();
  /** Ends the search that is running. */
  #endSearch = () => {};

  constructor(parts: SoloRunParts) {
    this.#parts = parts;
    const { refusals = new Backoff({ longest: 30 }), now = () => performance.now() } = parts;
    this.#refusals = refusals;
    this.#now = now;
  }

  /** Drops what is being searched: the node has another tip, and its template will follow. */
  drop(): void {
    this.#work = undefined;
    this.#endSearch();
  }

  /** Takes the node's newest template; undefined when what it gave can't be mined. What was searched so far is dropped at once. */
  take(template: BlockTemplate | undefined): void {
    const { account, reporter, payout, tag } = this.#parts;
    this.drop();
    account.setTemplate(template);
    if (template === undefined || this.#isHeld(template.previousBlockHash)) return;
    try {
      this.#work = BlockWork.from({ template, payout, tag });
    } catch (error) {
      account.setTemplate(undefined);
      // What the user asked for never fits, unlike what the node gives.
      const isOurs = error instanceof InputError && !TEMPLATE_FAULTS.has(error.code);
      if (isOurs && this.#lastTip === undefined) this.#fail(error);
      else reporter.trouble(error, undefined);
      return;
    }
    this.#steps = this.#work.sequence({ first: this.#extranonce })[Symbol.iterator]();
    this.#news.fire();
  }

  /**
   * Mines until so many blocks are accepted, or aborted; then waits a little for the node's last answers.
   * @throws InputError for a tag or payout that makes no block; MineWasmError as for a miner's search
   */
  async mine(blocks: number, signal: AbortSignal): Promise<void> {
    const { account } = this.#parts;
    // Not the signal itself: the node may still answer when nothing is mined any more.
    const patience = new AbortController();
    try {
      while (!signal.aborted && account.accepted < blocks) {
        if (this.#fault !== undefined) throw this.#fault.error;
        const isEnough = account.accepted + this.#unanswered >= blocks;
        const work = isEnough ? undefined : this.#work;
        if (work === undefined) await this.#news.next(signal);
        else await this.#search(work, signal, patience.signal);
      }
    } finally {
      this.drop();
      this.#over.abort();
      const timer = setTimeout(() => patience.abort(), LAST_ANSWERS);
      await Promise.all(this.#deliveries);
      clearTimeout(timer);
    }
  }

  /** Whether nothing is to be mined on this tip. */
  #isHeld(tip: string): boolean {
    const isHeld = this.#held?.tip === tip && this.#now() < this.#held.until;
    // The node has moved on, or wants another block in place of the one that it took.
    if (!isHeld) this.#held = undefined;
    return isHeld;
  }

  #fail(error: unknown): void {
    this.#fault ??= { error };
    this.drop();
    this.#news.fire();
  }

  /** Searches until a block is found, the work is replaced, or all is over. */
  async #search(work: BlockWork, signal: AbortSignal, patience: AbortSignal): Promise<void> {
    const { miner, account, reporter, versionMask } = this.#parts;
    const { previousBlockHash } = work.template;
    reporter.template(work.template, previousBlockHash !== this.#lastTip);
    this.#lastTip = previousBlockHash;
    const { controller: stop, abort, release } = abortWith(signal);
    this.#endSearch = abort;
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
      release();
    }
  }

  #deliver({ hash, header, block }: SolvedBlock, template: BlockTemplate, patience: AbortSignal): void {
    const { courier, account, reporter, chain } = this.#parts;
    const { height, previousBlockHash: tip, workId } = template;
    // A second block for the same place in the chain would be worth nothing.
    if (this.#work === undefined || this.#work.template.previousBlockHash === tip) {
      this.#held = { tip, until: Number.POSITIVE_INFINITY };
      this.drop();
    }
    this.#unanswered++;
    account.addFound();
    reporter.found(height, hash);
    const found = { chain, height, block: block.toHex(header), foundAt: Date.now(), workId };
    const delivery = courier
      .deliver(found, patience)
      .then((answered) => {
        this.#unanswered--;
        return answered && this.#book(answered, tip);
      })
      .catch((error) => this.#fail(error));
    this.#deliveries.add(delivery);
    void delivery.finally(() => this.#deliveries.delete(delivery));
  }

  async #book(delivery: Delivery, tip: string): Promise<void> {
    const { account, reporter, refresh } = this.#parts;
    const { kind } = delivery.outcome;
    // An answer that is not final leaves the block where it is: on the disk.
    if (delivery.outcome.final) account.addAnswer(delivery.outcome);
    reporter.answer(delivery, false);
    this.#news.fire();
    refresh();
    if (kind === 'accepted' || kind === 'duplicate') {
      this.#refusals.reset();
      if (this.#held?.tip === tip) this.#held.until = this.#now() + HOLD;
      return;
    }
    await this.#refusals.wait(this.#over.signal).catch(() => {});
    if (this.#held?.tip === tip) this.#held = undefined;
    refresh();
  }

  /** Everything that a template allows is searched: another one has another time at least. */
  #replace(): void {
    this.drop();
    this.#parts.refresh();
  }

  #nextStep(): BlockStep | undefined {
    const step = this.#steps.next().value;
    if (step !== undefined) this.#extranonce = step.extranonce === MAX_EXTRANONCE ? 0n : step.extranonce + 1n;
    return step;
  }
}
