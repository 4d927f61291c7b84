import { describe, expect, it, vi } from 'vitest';
import { KernelChoice } from '../../src/engine/kernel-choice.js';
import type { KernelName } from '../../src/engine/kernel-names.js';

const NONE: ReadonlySet<KernelName> = new Set();
const LONG = 3600;

/** Runs chunks of 1/8 s on one lane, at these rates, until the choice is made. */
function measure(
  choice: KernelChoice,
  rates: Partial<Record<KernelName, number>>,
  chunks = 100,
): KernelName[] {
  const used: KernelName[] = [];
  for (let i = 0; i < chunks && choice.choice.reason === 'likely'; i++) {
    const kernel = choice.pick(NONE, LONG, false)!;
    used.push(kernel);
    choice.learn(kernel, rates[kernel]! / 8, 1 / 8);
  }
  return used;
}

describe('KernelChoice', () => {
  it('begins with the likely one', () => {
    const choice = new KernelChoice(['simd', 'scalar']);
    expect(choice.choice).toEqual({ kernel: 'simd', reason: 'likely' });
    expect(choice.pick(NONE, 0, false)).toBe('simd');
    expect(choice.rateOf('simd')).toBeUndefined();
  });

  it.each([
    { rates: { simd: 7e6, scalar: 3e6 }, fastest: 'simd' },
    { rates: { simd: 1e6, scalar: 3e6 }, fastest: 'scalar' },
  ] as const)('tries each and decides for $fastest', ({ rates, fastest }) => {
    const choice = new KernelChoice(['simd', 'scalar']);
    const onMeasured = vi.fn();
    choice.onMeasured = onMeasured;
    const used = measure(choice, rates);
    expect(choice.choice).toEqual({ kernel: fastest, reason: 'measured' });
    expect(onMeasured.mock.calls).toEqual([[fastest]]);
    // The first chunks of each only warm it up: 0.4 s, then 0.4 s that count.
    expect(used).toEqual([...Array(8).fill('simd'), ...Array(8).fill('scalar')]);
    expect(choice.rateOf(fastest)).toBeCloseTo(rates[fastest]);
    expect(choice.pick(NONE, LONG, false)).toBe(fastest);
  });

  it('looks at the other kernel when it is first needed, and does without it when it is not usable', () => {
    const isUsable = vi.fn((kernel: KernelName) => kernel === 'simd');
    const made = () => new KernelChoice(['simd', 'scalar'], undefined, isUsable);
    expect(made().pick(NONE, 0, false)).toBe('simd');
    expect(isUsable).not.toHaveBeenCalled();

    const failed = made();
    expect(failed.pick(new Set(['simd']), 0, false)).toBeUndefined();
    expect(failed.choice).toEqual({ kernel: 'simd', reason: 'only' });

    const long = made();
    for (let i = 0; i < 9; i++) long.learn('simd', 1e6, 0.1);
    expect(long.pick(NONE, LONG, false)).toBe('simd');
    expect(long.choice).toEqual({ kernel: 'simd', reason: 'only' });
    expect(isUsable.mock.calls).toEqual([['scalar'], ['scalar']]);
  });

  it('is not misled by a slow start', () => {
    const choice = new KernelChoice(['simd', 'scalar']);
    const seen: Record<string, number> = {};
    for (let i = 0; i < 30; i++) {
      const kernel = choice.pick(NONE, LONG, false)!;
      seen[kernel] = (seen[kernel] ?? 0) + 1;
      // V8's baseline code at first.
      const rate = kernel === 'simd' && seen[kernel] > 4 ? 7e6 : 3e5;
      choice.learn(kernel, rate * 0.1, 0.1);
    }
    expect(choice.choice).toEqual({ kernel: 'simd', reason: 'measured' });
  });

  it('tries on one lane at a time, and only in a search that lasts', () => {
    const choice = new KernelChoice(['simd', 'scalar']);
    for (let i = 0; i < 9; i++) choice.learn('simd', 1e6, 0.1);
    expect(choice.pick(NONE, LONG, false)).toBe('scalar');
    expect(choice.isTrial('scalar')).toBe(true);
    expect(choice.isTrial('simd')).toBe(false);
    expect(choice.pick(NONE, LONG, true)).toBe('simd');
    expect(choice.pick(NONE, 14.9, false)).toBe('simd');
    expect(choice.pick(NONE, 15, false)).toBe('scalar');
  });

  it.each(['forced', 'cached'] as const)('does not try what is known already: %s', (reason) => {
    const choice = new KernelChoice(['simd', 'scalar'], { kernel: 'scalar', reason });
    choice.onMeasured = () => expect.unreachable();
    for (let i = 0; i < 40; i++) {
      for (const kernel of ['simd', 'scalar'] as const) choice.learn(kernel, 1e6, 0.1);
      expect(choice.pick(NONE, LONG, false)).toBe('scalar');
    }
    expect(choice.choice).toEqual({ kernel: 'scalar', reason });
    expect(choice.isTrial('simd')).toBe(false);
  });

  it('has no choice with one kernel', () => {
    const choice = new KernelChoice(['scalar'], { kernel: 'simd', reason: 'cached' });
    expect(choice.choice).toEqual({ kernel: 'scalar', reason: 'only' });
    measure(choice, { simd: 1, scalar: 1 });
    expect(choice.choice).toEqual({ kernel: 'scalar', reason: 'only' });
    choice.distrust('scalar');
    expect(choice.pick(NONE, LONG, false)).toBe('scalar');
  });

  it('avoids what has failed', () => {
    const choice = new KernelChoice(['simd', 'scalar'], { kernel: 'simd', reason: 'forced' });
    expect(choice.pick(new Set(['simd']), LONG, false)).toBe('scalar');
    expect(choice.pick(new Set(['scalar']), LONG, false)).toBe('simd');
    expect(choice.pick(new Set(['simd', 'scalar']), LONG, false)).toBeUndefined();
  });

  it.each(['simd', 'scalar'] as const)('gives up %s when it is distrusted', (wrong) => {
    const choice = new KernelChoice(['simd', 'scalar'], { kernel: 'simd', reason: 'forced' });
    const right = wrong === 'simd' ? 'scalar' : 'simd';
    choice.distrust(wrong);
    choice.distrust(wrong);
    expect(choice.choice).toEqual({ kernel: right, reason: 'only' });
    choice.learn(wrong, 1e6, 1);
    expect(choice.pick(NONE, LONG, false)).toBe(right);
    expect(choice.pick(new Set([right]), LONG, false)).toBeUndefined();
  });
});
