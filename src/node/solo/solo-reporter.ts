import { MineWasmError } from '../../errors.js';
import type { BlockTemplate } from '../block/block-template.js';
import type { Delivery } from './block-courier.js';
import type { SoloEvent } from './solo-events.js';

/** Tells what happens, as events. */
export class SoloReporter {
  readonly #onEvent: (event: SoloEvent) => void;

  constructor(onEvent: (event: SoloEvent) => void) {
    this.#onEvent = onEvent;
  }

  start(chain: string, height: number, threads: number): void {
    this.#onEvent({ type: 'start', chain, height, threads });
  }

  template(template: BlockTemplate, isNewTip: boolean): void {
    this.#onEvent({
      type: 'template',
      height: template.height,
      previousBlockHash: template.previousBlockHash,
      transactions: template.transactions.length,
      reward: String(template.coinbaseValue),
      difficulty: template.target.difficulty,
      isNewTip,
    });
  }

  found(height: number, hash: string): void {
    this.#onEvent({ type: 'found', height, hash });
  }

  answer({ hash, height, outcome: { kind, reason, words } }: Delivery, isLeftOver: boolean): void {
    this.#onEvent({ type: 'answer', height, hash, kind, reason, words, isLeftOver });
  }

  /** @param retrySeconds until it is tried again; undefined when it is not, or at once */
  trouble(error: unknown, retrySeconds: number | undefined): void {
    const message = error instanceof Error ? error.message : String(error);
    const code = error instanceof MineWasmError ? error.code : 'ERR_INTERNAL';
    this.#onEvent({ type: 'trouble', code, message, retrySeconds });
  }
}
