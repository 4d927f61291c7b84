import { BlockTemplate } from '../block/block-template.js';
import { Backoff } from '../rpc/backoff.js';
import type { NodeClient } from '../rpc/node-client.js';
import { NodeError } from '../rpc/node-error.js';
import { abortWith } from './abort-with.js';
import { WakeUp } from './wake-up.js';

/** How often a node that offers no long poll is asked, in seconds. */
const POLL_SECONDS = 5;

/**
 * A long poll that ends sooner, in seconds, and without another tip, is not followed by the next one at once. Core waits a
 * minute before it answers for the sake of fees; what is faster does not wait at all, or is a proxy that lets nothing wait.
 */
const HASTY_SECONDS = 5;

export interface TemplateFeedOptions {
  readonly client: NodeClient;
  /** The rules that blocks can be made by, such as `segwit`. */
  readonly rules: readonly string[];
  /** Seconds after which a template is asked for anew, for its time and its transactions. */
  readonly refreshSeconds: number;
  /**
   * Given each template as it comes; undefined when the node's last answer can't be understood, so that nothing should be
   * mined. While the node is away nothing comes: its last template is the best there is.
   */
  readonly onTemplate: (template: BlockTemplate | undefined) => void;
  /**
   * Told as soon as it is known that there is another tip: its template has yet to be checked, which for a full block of new
   * transactions takes 200 ms.
   */
  readonly onStale: () => void;
  /** Told of what failed, and after how many seconds it is tried again; undefined when the next attempt is made at once. */
  readonly onTrouble: (error: unknown, retrySeconds: number | undefined) => void;
  /** Between attempts that fail; one of its own for templates, one for long polls. */
  readonly createBackoff?: () => Backoff;
  /** Milliseconds, as performance.now gives them. */
  readonly now?: () => number;
}

/**
 * Follows a full node's templates: by long poll (BIP 22), which answers when there is another tip or more fees, and by age. What
 * fails is tried again, with longer and longer waits.
 */
export class TemplateFeed {
  readonly #options: TemplateFeedOptions;
  readonly #now: () => number;
  readonly #backoff: Backoff;
  readonly #pollBackoff: Backoff;
  /** Fires when a template has come, and when one is wanted. */
  readonly #news = new WakeUp();
  #isWanted = false;
  #latest: BlockTemplate | undefined;
  #poll: AbortController | undefined;
  /** Whether long polls are worth relying on: the last one waited, or brought something. */
  #canPoll = true;
  #hasToldOfPoll = false;
  #count = 0;

  constructor(options: TemplateFeedOptions) {
    this.#options = options;
    const { createBackoff = () => new Backoff(), now = () => performance.now() } = options;
    this.#now = now;
    this.#backoff = createBackoff();
    this.#pollBackoff = createBackoff();
  }

  /** Asks for a template now instead of when the present one is old. */
  refresh(): void {
    this.#isWanted = true;
    this.#news.fire();
  }

  /**
   * Follows the node until it is aborted. Once.
   * @throws NodeError for what waiting can't mend (a wrong password), as long as no template has come
   */
  async run(signal: AbortSignal): Promise<void> {
    const { controller: ended, abort: end, release } = abortWith(signal);
    // Both are waited for: nothing of it goes on when this is over.
    const loops = [this.#byAge(ended.signal), this.#byLongPoll(ended.signal)];
    const outcomes = await Promise.allSettled(loops.map((loop) => loop.finally(end)));
    release();
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  async #byAge(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // Who asks for one from here on means one that is asked for later.
      this.#isWanted = false;
      try {
        await this.#request(signal);
        this.#backoff.reset();
      } catch (error) {
        if (signal.aborted) return;
        const isHopeless = error instanceof NodeError && !error.temporary;
        if (isHopeless && this.#count === 0) throw error;
        if (!(error instanceof NodeError)) this.#options.onTemplate(undefined);
        await this.#wait(this.#backoff, signal, (seconds) => this.#options.onTrouble(error, seconds));
        continue;
      }
      await this.#untilOld(signal);
    }
  }

  /** Until the latest template is old, whoever brought it, or a new one is wanted. */
  async #untilOld(signal: AbortSignal): Promise<void> {
    const { refreshSeconds } = this.#options;
    const hasPoll = this.#latest?.longPollId !== undefined && this.#canPoll;
    const milliseconds = 1000 * (hasPoll ? refreshSeconds : Math.min(refreshSeconds, POLL_SECONDS));
    for (let count = -1; !this.#isWanted && !signal.aborted && count !== this.#count; ) {
      count = this.#count;
      await this.#news.next(signal, milliseconds);
    }
  }

  async #byLongPoll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const longpollid = this.#latest?.longPollId;
      if (longpollid === undefined) {
        await this.#news.next(signal);
        continue;
      }
      const tip = this.#latest?.previousBlockHash;
      const began = this.#now();
      const isDone = await this.#pollOnce(longpollid, signal);
      if (isDone === undefined) continue;
      const hasWaited = this.#now() - began >= 1000 * HASTY_SECONDS;
      this.#canPoll = hasWaited || (isDone && this.#latest?.previousBlockHash !== tip);
      if (this.#canPoll) this.#pollBackoff.reset();
      if (this.#canPoll && isDone) this.#hasToldOfPoll = false;
      else await this.#wait(this.#pollBackoff, signal);
    }
  }

  /** @returns whether it was answered; undefined when it was given up: it was about a tip of the past, or all is over */
  async #pollOnce(longpollid: string, signal: AbortSignal): Promise<boolean | undefined> {
    const { controller: poll, release } = abortWith(signal);
    this.#poll = poll;
    try {
      await this.#request(poll.signal, longpollid);
      return true;
    } catch (error) {
      if (poll.signal.aborted) return undefined;
      // What is wrong with node or template is told of where templates are asked for by age; a proxy that cuts long polls,
      // here, once.
      this.refresh();
      if (error instanceof NodeError && !this.#hasToldOfPoll) {
        this.#hasToldOfPoll = true;
        this.#options.onTrouble(error, undefined);
      }
      return false;
    } finally {
      this.#poll = undefined;
      release();
    }
  }

  /** Asks for a template, and takes it unless another one has come meanwhile. */
  async #request(signal: AbortSignal, longpollid?: string): Promise<void> {
    const { client, rules, onStale, onTemplate } = this.#options;
    const count = this.#count;
    // A long poll on a connection of its own: on an idle one that is cut, it would be sent again without a word.
    const poll = longpollid !== undefined && { longpollid, ownConnection: true };
    const request = { rules, signal, ...poll };
    const answer = await client.getBlockTemplate(request);
    // What came meanwhile is newer than an answer by age. A long poll is newer than the template that it began with.
    if (signal.aborted || (longpollid === undefined && count !== this.#count)) return;
    const { previousblockhash: tip } = answer;
    const before = this.#latest?.previousBlockHash;
    const isNewTip = typeof tip === 'string' && tip.toLowerCase() !== before;
    if (isNewTip && before !== undefined) onStale();
    // Transactions that the last template had, too, need not be hashed again.
    this.#latest = BlockTemplate.from(answer, this.#latest);
    this.#count++;
    // A long poll about the tip before should have answered: its connection may be dead without anybody having said so.
    if (isNewTip && longpollid === undefined) this.#poll?.abort();
    onTemplate(this.#latest);
    this.#news.fire();
  }

  /** Resolves when the wait is over, or when aborted. */
  async #wait(backoff: Backoff, signal: AbortSignal, onWait?: (seconds: number) => void): Promise<void> {
    await backoff.wait(signal, onWait).catch(() => {});
  }
}
