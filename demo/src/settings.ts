import { usualThreads } from './cores.js';
import { nearestDifficulty } from './difficulty-scale.js';
import { type BrowserKernelName, HeaderTemplate, InputError, Target } from './engine.js';

/** What the kernel list offers. */
export const KERNEL_SETTINGS = ['auto', 'simd', 'scalar', 'rolling'] as const satisfies readonly (
  | BrowserKernelName
  | 'auto'
)[];
export type KernelSetting = (typeof KERNEL_SETTINGS)[number];

/** What is mined: a header of the page's own at a difficulty, or one that the visitor has pasted. */
export type Goal =
  | { readonly kind: 'difficulty'; readonly difficulty: number }
  | {
      readonly kind: 'header';
      /** Hex of 76 or 80 bytes. */
      readonly header: string;
      /** Hex, display order; empty: what the header's own bits demand. */
      readonly target: string;
    };

/** All that a visitor can set, and that a link holds. */
export interface Settings {
  readonly threads: number;
  /** Per cent of the time that each thread works: 25 … 100. */
  readonly duty: number;
  readonly kernel: KernelSetting;
  readonly pauseWhenHidden: boolean;
  readonly goal: Goal;
}

export const DUTY = { least: 25, most: 100, step: 5 } as const;

/** About 430 million hashes: some ten seconds of a laptop, a minute of a phone. */
export const DEFAULT_DIFFICULTY = nearestDifficulty(0.1);

/** @param cores threads that there may be at most */
export function defaultSettings(cores: number): Settings {
  return {
    threads: usualThreads(cores),
    duty: DUTY.most,
    kernel: 'auto',
    pauseWhenHidden: true,
    goal: { kind: 'difficulty', difficulty: DEFAULT_DIFFICULTY },
  };
}

/** A header as it is pasted may be in lines. */
export function withoutSpaces(hex: string): string {
  return hex.replace(/\s/g, '');
}

/** Whether the same is searched for. */
export function isSameGoal(a: Goal, b: Goal): boolean {
  if (a.kind === 'header') return b.kind === 'header' && a.header === b.header && a.target === b.target;
  return b.kind === 'difficulty' && a.difficulty === b.difficulty;
}

/** The goal, if it can be searched for: what is pasted may be half a header, or none. */
export function usableGoal(goal: Goal): Goal | undefined {
  if (goal.kind === 'difficulty') return goal;
  try {
    checkPasted(goal.header, goal.target);
    return goal;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return undefined;
  }
}

/**
 * Checks a pasted header and target.
 * @throws InputError whose `option` is `header` or `target`, or `bits` when the target is left out and the header's bits are none
 */
export function checkPasted(header: string, target: string): { template: HeaderTemplate; goal: Target } {
  const template = HeaderTemplate.from(withoutSpaces(header));
  const trimmed = target.trim();
  return { template, goal: trimmed === '' ? template.target() : Target.fromHex(trimmed) };
}
