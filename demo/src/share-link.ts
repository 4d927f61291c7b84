import { nearestDifficulty } from './difficulty-scale.js';
import { InputError } from './engine.js';
import {
  checkPasted,
  DEFAULT_DIFFICULTY,
  DUTY,
  defaultSettings,
  type Goal,
  KERNEL_SETTINGS,
  type Settings,
  withoutSpaces,
} from './settings.js';

/** What a link says, and which of its parts could not be used. */
export interface ReadLink {
  readonly settings: Settings;
  /** One sentence each, for the visitor. */
  readonly complaints: readonly string[];
}

/** The part of the page's address after `#` that holds these settings. */
export function writeLink({ threads, duty, kernel, pauseWhenHidden, goal }: Settings): string {
  const parameters = new URLSearchParams({
    threads: `${threads}`,
    duty: `${duty}`,
    kernel,
    hidden: pauseWhenHidden ? 'pause' : 'run',
  });
  if (goal.kind === 'difficulty') {
    parameters.set('difficulty', `${goal.difficulty}`);
  } else {
    parameters.set('header', goal.header);
    if (goal.target !== '') parameters.set('target', goal.target);
  }
  return parameters.toString();
}

/**
 * Reads a link. Whatever is missing or can't be used is as it is by default: a link is never trusted, nor does it break the page.
 * @param hash the address's part from `#` on, with or without it
 * @param cores what the browser says it has; a link from a larger machine is cut down to it
 */
export function readLink(hash: string, cores: number): ReadLink {
  const parameters = new URLSearchParams(hash.replace(/^#/, ''));
  const complaints: string[] = [];
  const defaults = defaultSettings(cores);

  const read = <T>(
    name: string,
    otherwise: T,
    expected: string,
    parse: (text: string) => T | undefined,
  ): T => {
    const text = parameters.get(name);
    if (text === null) return otherwise;
    const value = parse(text);
    if (value === undefined) complaints.push(`The link's ${name} is not ${expected}.`);
    return value ?? otherwise;
  };

  return {
    settings: {
      threads: Math.min(
        read('threads', defaults.threads, 'a number of threads from 1 on', parseThreads),
        cores,
      ),
      duty: read('duty', defaults.duty, `a percentage from ${DUTY.least} to ${DUTY.most}`, parseDuty),
      kernel: read('kernel', defaults.kernel, `one of ${KERNEL_SETTINGS.join(', ')}`, (text) =>
        KERNEL_SETTINGS.find((name) => name === text),
      ),
      pauseWhenHidden: read('hidden', defaults.pauseWhenHidden, 'pause or run', (text) =>
        text === 'pause' ? true : text === 'run' ? false : undefined,
      ),
      goal: readGoal(parameters, complaints) ?? {
        kind: 'difficulty',
        difficulty: read('difficulty', DEFAULT_DIFFICULTY, 'a number above 0', parseDifficulty),
      },
    },
    complaints,
  };
}

function readGoal(parameters: URLSearchParams, complaints: string[]): Goal | undefined {
  const header = parameters.get('header');
  if (header === null) return undefined;
  // A target that is none leaves the header's own.
  for (const target of [parameters.get('target') ?? '', '']) {
    try {
      checkPasted(header, target);
      return { kind: 'header', header: withoutSpaces(header), target: target.trim() };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      complaints.push(`The link's ${error.option} is not ${error.expected}.`);
      if (error.option !== 'target') break;
    }
  }
  return undefined;
}

function parseThreads(text: string): number | undefined {
  return /^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined;
}

function parseDuty(text: string): number | undefined {
  const duty = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return duty >= DUTY.least && duty <= DUTY.most ? DUTY.step * Math.round(duty / DUTY.step) : undefined;
}

function parseDifficulty(text: string): number | undefined {
  const difficulty = /^\d{1,20}(\.\d{1,20})?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : Number.NaN;
  return difficulty > 0 && Number.isFinite(difficulty) ? nearestDifficulty(difficulty) : undefined;
}
