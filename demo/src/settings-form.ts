import { difficultyAt, LAST_POSITION, positionOf } from './difficulty-scale.js';
import { byId, setText } from './dom.js';
import { InputError, Target } from './engine.js';
import { formatCount, formatDuration } from './format.js';
import {
  checkPasted,
  DUTY,
  type Goal,
  type KernelSetting,
  type Settings,
  withoutSpaces,
} from './settings.js';

/** The form with all settings, and nothing that mines. */
export class SettingsForm {
  readonly #threads = byId('threads', HTMLInputElement);
  readonly #duty = byId('duty', HTMLInputElement);
  readonly #kernel = byId('kernel', HTMLSelectElement);
  readonly #difficulty = byId('difficulty', HTMLInputElement);
  readonly #header = byId('header', HTMLTextAreaElement);
  readonly #target = byId('target', HTMLInputElement);
  readonly #pause = byId('pause-hidden', HTMLInputElement);
  readonly #kinds = [...document.querySelectorAll<HTMLInputElement>('input[name="goal"]')];
  readonly #cores: number;
  #hashRate = 0;

  /** @param onChange called when the visitor has changed any */
  constructor(cores: number, settings: Settings, onChange: () => void) {
    this.#cores = cores;
    this.#threads.max = `${cores}`;
    this.#duty.min = `${DUTY.least}`;
    this.#duty.max = `${DUTY.most}`;
    this.#duty.step = `${DUTY.step}`;
    this.#difficulty.max = `${LAST_POSITION}`;
    this.show(settings);
    byId('settings').addEventListener('input', () => this.#label());
    byId('settings').addEventListener('change', () => {
      this.check({ isComplete: false });
      onChange();
    });
    byId('settings').addEventListener('submit', (event) => event.preventDefault());
  }

  get settings(): Settings {
    return {
      threads: this.#threads.valueAsNumber,
      duty: this.#duty.valueAsNumber,
      kernel: this.#kernel.value as KernelSetting,
      pauseWhenHidden: this.#pause.checked,
      goal: this.#goal(),
    };
  }

  show({ threads, duty, kernel, pauseWhenHidden, goal }: Settings): void {
    this.#threads.value = `${threads}`;
    this.#duty.value = `${duty}`;
    this.#kernel.value = kernel;
    this.#pause.checked = pauseWhenHidden;
    for (const input of this.#kinds) input.checked = input.value === goal.kind;
    if (goal.kind === 'difficulty') this.#difficulty.value = `${positionOf(goal.difficulty)}`;
    else {
      this.#header.value = goal.header;
      this.#target.value = goal.target;
    }
    this.check({ isComplete: false });
    this.#label();
  }

  /** The time that a difficulty takes is told once a rate is known. */
  set hashRate(rate: number) {
    this.#hashRate = rate;
    this.#label();
  }

  /**
   * Says beside the fields what is wrong with a pasted header or target.
   * @param isComplete whether a header has to be there: not as soon as the field for it is
   * @returns whether nothing is
   */
  check({ isComplete = true } = {}): boolean {
    const goal = this.#goal();
    const complaints = { header: '', target: '' };
    if (goal.kind === 'header' && (isComplete || goal.header !== '')) {
      try {
        checkPasted(goal.header, goal.target);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        Object.assign(complaints, complain(error));
      }
    }
    for (const [control, name] of [
      [this.#header, 'header'],
      [this.#target, 'target'],
    ] as const) {
      control.setAttribute('aria-invalid', `${complaints[name] !== ''}`);
      setText(byId(`${name}-error`), complaints[name]);
    }
    return complaints.header === '' && complaints.target === '';
  }

  /** The field that is at fault, to go on with. */
  focusFault(): void {
    const faulty = [this.#header, this.#target].find(
      (field) => field.getAttribute('aria-invalid') === 'true',
    );
    faulty?.focus();
  }

  #goal(): Goal {
    const isPasted = this.#kinds.find(({ checked }) => checked)?.value === 'header';
    if (isPasted) {
      const header = withoutSpaces(this.#header.value);
      return { kind: 'header', header, target: this.#target.value.trim() };
    }
    return { kind: 'difficulty', difficulty: difficultyAt(this.#difficulty.valueAsNumber) };
  }

  #label(): void {
    const { threads, duty, goal } = this.settings;
    setText(byId('threads-out'), `${threads} of ${this.#cores}`);
    setText(byId('duty-out'), `${duty} %`);
    byId('by-difficulty').hidden = goal.kind !== 'difficulty';
    byId('by-header').hidden = goal.kind !== 'header';
    const difficulty = difficultyAt(this.#difficulty.valueAsNumber);
    const { expectedHashes } = Target.fromDifficulty(difficulty);
    const time =
      this.#hashRate > 0
        ? `${formatDuration(expectedHashes / this.#hashRate)} on average, at your rate.`
        : '';
    setText(byId('difficulty-out'), formatDifficulty(difficulty));
    setText(byId('difficulty-help'), `One hash in ${formatCount(expectedHashes)} is good enough.`);
    // Apart from the slider's description: it changes while it mines, and a screen reader may speak each change of that.
    setText(byId('difficulty-time'), time);
    this.#difficulty.setAttribute('aria-valuetext', formatDifficulty(difficulty));
    this.#threads.setAttribute('aria-valuetext', `${threads} of ${this.#cores}`);
    this.#duty.setAttribute('aria-valuetext', `${duty} per cent`);
  }
}

function formatDifficulty(difficulty: number): string {
  return difficulty < 1000 ? `${difficulty}` : formatCount(difficulty);
}

/** An InputError in the words of the form, at the field that it is about. Bits are the header's. */
function complain({ option, expected, got }: InputError): Partial<Record<'header' | 'target', string>> {
  if (option === 'target') return { target: `Expected ${expected}, got ${got}.` };
  const what = option === 'header' ? '' : ` ${option} in it to be`;
  return { header: `Expected${what} ${expected}, got ${got}.` };
}
