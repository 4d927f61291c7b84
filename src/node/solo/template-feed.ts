import { BlockTemplate } from '../block/block-template.js';
import { Backoff } from '../rpc/backoff.js';
import type { NodeClient } from '../rpc/node-client.js';
import { NodeError } from '../rpc/node-error.js';
import { WakeUp } from './wake-up.js';

/** How often a node that offers no long poll is asked, in seconds. */
const POLL_SECONDS = 5;

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
  /** Told of what failed, and after how many seconds it is tried again; undefined when the next attempt is made at once. */
  readonly onTrouble: (error: unknown, retrySeconds: number | undefined) => void;
  /** Between attempts that fail; one of its own for templates, one for long polls. */
  readonly createBackoff?: () => Backoff;
}

/**
 * Follows a full node's templates: by long poll (BIP 22), which answers when there is another tip or more fees, and by age. What
 * fails is tried again, with longer and longer waits.
 */
export class TemplateFeed {
  readonly #options: TemplateFeedOptions;
  readonly #backoff: Backoff;
  readonly #pollBackoff: Backoff;
  /** Fires when a template has come, and when one is wanted. */
  readonly #news = new WakeUp();
  #isWanted = false;
  #latest: BlockTemplate | undefined;
  #poll: AbortController | undefined;
  #count = 0;

  constructor(options: TemplateFeedOptions) {
    this.#options = options;
    const { createBackoff = () => new Backoff() } = options;
    this.#backoff = createBackoff();
    this.#pollBackoff = createBackoff();
  }

  /** Asks for a template now instead of when the present one is old. */
  refresh(): void {
    this.#isWanted = true;
    this.#news.fire();
  }

  /**
   * Follows the node until it is aborted.
   * @throws NodeError for what waiting can't mend (a wrong password), as long as no template has come
   */
  async run(signal: AbortSignal): Promise<void> {
    const ended = new AbortController();
    const end = () => ended.abort();
    signal.addEventListener('abort', end, { once: true });
    if (signal.aborted) end();
    try {
      await Promise.race([this.#byAge(ended.signal), this.#byLongPoll(ended.signal)]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      end();
      signal.removeEventListener('abort', end);
    }
  }

  async #byAge(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const count = this.#count;
      try {
        const template = await this.#request(signal);
        this.#backoff.reset();
        // What a long poll has brought meanwhile is newer.
        if (count === this.#count) this.#take(template);
      } catch (error) {
        if (signal.aborted) return;
        const isHopeless = error instanceof NodeError && !error.temporary;
        if (isHopeless && this.#count === 0) throw error;
        if (!(error instanceof NodeError)) this.#options.onTemplate(undefined);
        await this.#backoff.wait(signal, (seconds) => this.#options.onTrouble(error, seconds));
        continue;
      }
      await this.#untilOld(signal);
    }
  }

  /** Until the latest template is old, whoever brought it, or a new one is wanted. */
  async #untilOld(signal: AbortSignal): Promise<void> {
    const { refreshSeconds } = this.#options;
    const hasPoll = this.#latest?.longPollId !== undefined;
    const milliseconds = 1000 * (hasPoll ? refreshSeconds : Math.min(refreshSeconds, POLL_SECONDS));
    for (let count = -1; !this.#isWanted && !signal.aborted && count !== this.#count; ) {
      count = this.#count;
      await this.#news.next(signal, milliseconds);
    }
    this.#isWanted = false;
  }

  async #byLongPoll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const longpollid = this.#latest?.longPollId;
      if (longpollid === undefined) {
        await this.#news.next(signal);
        continue;
      }
      const poll = new AbortController();
      const end = () => poll.abort();
      this.#poll = poll;
      signal.addEventListener('abort', end, { once: true });
      try {
        const template = await this.#request(poll.signal, longpollid);
        this.#pollBackoff.reset();
        this.#take(template);
      } catch (error) {
        // Given up because it was about a tip of the past; or all is over.
        if (poll.signal.aborted) continue;
        // A node that is away is told of where templates are asked for by age; a proxy that cuts long polls, here, once.
        this.refresh();
        const isFirst = this.#pollBackoff.failures === 0;
        await this.#pollBackoff.wait(signal, () => isFirst && this.#options.onTrouble(error, undefined));
      } finally {
        signal.removeEventListener('abort', end);
      }
    }
  }

  async #request(signal: AbortSignal, longpollid?: string): Promise<BlockTemplate> {
    const { client, rules } = this.#options;
    const request = { rules, signal, ...(longpollid !== undefined && { longpollid }) };
    // Transactions that the last template had, too, need not be hashed again.
    return BlockTemplate.from(await client.getBlockTemplate(request), this.#latest);
  }

  #take(template: BlockTemplate): void {
    const isNewTip = template.previousBlockHash !== this.#latest?.previousBlockHash;
    this.#latest = template;
    this.#count++;
    // A long poll about the tip before should have answered: its connection may be dead without anybody having said so.
    if (isNewTip) this.#poll?.abort();
    this.#options.onTemplate(template);
    this.#news.fire();
  }
}
