import { byId, setText } from './dom.js';
import { describeDifficulty, KNOWN_DIFFICULTY, secondsToBlock } from './earnings.js';
import { formatRate, InputError, Target } from './engine.js';
import { formatDuration } from './format.js';

/** What a fast laptop does: for a visitor who has not mined yet. */
const ASSUMED_RATE = 10e6;

/** How long a block would take at the measured rate. */
export class EarningsView {
  readonly #difficulty = byId('network-difficulty', HTMLInputElement);
  readonly #date = byId('network-date', HTMLInputElement);
  #hashRate: number | undefined;

  constructor() {
    this.#difficulty.value = KNOWN_DIFFICULTY.difficulty.toFixed(0);
    this.#date.value = KNOWN_DIFFICULTY.date;
    this.#difficulty.addEventListener('change', () => {
      // The page's date is its own figure's, and the visitor's figure has none before it is given.
      if (this.#date.value === KNOWN_DIFFICULTY.date) this.#date.value = '';
      this.#show();
    });
    this.#date.addEventListener('change', () => this.#show());
    this.#show();
  }

  /** In H/s, measured. */
  set hashRate(rate: number) {
    this.#hashRate = rate;
    this.#show();
  }

  #show(): void {
    const rate = this.#hashRate ?? ASSUMED_RATE;
    const difficulty = this.#read();
    this.#difficulty.setAttribute('aria-invalid', `${difficulty === undefined}`);
    setText(byId('earnings-rate'), formatRate(rate));
    byId('earnings-assumed').hidden = this.#hashRate !== undefined;
    const time = difficulty === undefined ? '–' : formatDuration(secondsToBlock(difficulty, rate));
    setText(byId('earnings-time'), time);
    setText(byId('network-help'), describeDifficulty(difficulty, this.#date.value));
  }

  #read(): number | undefined {
    const error = byId('network-error');
    try {
      const { difficulty } = Target.fromDifficulty(this.#difficulty.value.replace(/[\s,']/g, ''));
      setText(error, '');
      return difficulty;
    } catch (fault) {
      if (!(fault instanceof InputError)) throw fault;
      setText(error, `Expected ${fault.expected}, got ${fault.got}.`);
      return undefined;
    }
  }
}
