import { nearestDifficulty } from './difficulty-scale.js';
import { type BrowserKernelName, HeaderTemplate, Target } from './engine.js';

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

/**
 * Half of the cores, so that the machine stays pleasant to use.
 * @param cores what the browser says it has
 */
export function defaultSettings(cores: number): Settings {
  return {
    threads: Math.max(1, Math.floor(cores / 2)),
    duty: DUTY.most,
    kernel: 'auto',
    pauseWhenHidden: true,
    goal: { kind: 'difficulty', difficulty: DEFAULT_DIFFICULTY },
  };
}

/**
 * Checks a pasted header and target.
 * @throws InputError whose `option` is `header` or `target`, or `bits` when the target is left out and the header's bits are none
 */
export function checkPasted(header: string, target: string): { template: HeaderTemplate; goal: Target } {
  const template = HeaderTemplate.from(header.replace(/\s/g, ''));
  const trimmed = target.trim();
  return { template, goal: trimmed === '' ? template.target() : Target.fromHex(trimmed) };
}
