import type { LessonRun } from './lesson-search.js';

/** A button that starts something, and stops it while it runs. */
export class RunButton {
  readonly #button: HTMLButtonElement;
  readonly #label: string;
  #running: Pick<LessonRun, 'stop'> | undefined;

  /** @param start called when it is pressed and nothing runs */
  constructor(button: HTMLButtonElement, start: () => void) {
    this.#button = button;
    this.#label = button.textContent ?? '';
    button.addEventListener('click', () => (this.#running === undefined ? start() : this.#running.stop()));
  }

  /** What its next press stops; undefined: it starts again. */
  set running(run: Pick<LessonRun, 'stop'> | undefined) {
    this.#running = run;
    this.#button.textContent = run === undefined ? this.#label : 'Stop';
    this.#button.classList.toggle('running', run !== undefined);
  }
}
