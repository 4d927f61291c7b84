import { expect, it } from 'vitest';
import { KernelChoices } from '../../src/engine/kernel-choices.js';
import type { KernelName } from '../../src/engine/kernel-names.js';

/** As a miner has them: choices with packed vectors follow those without, and a kernel that was given up stays so. */
function chooser() {
  const distrusted = new Set<KernelName>();
  const choose = (isPacked: boolean) =>
    new KernelChoices({
      isUsable: (name) => !distrusted.has(name),
      isPacked,
      onDistrusted: (name) => distrusted.add(name),
    });
  return { choose, distrusted };
}

it('a kernel that is distrusted is out for choices that come later, too', () => {
  const { choose, distrusted } = chooser();
  choose(false).distrust('simd');
  expect([...distrusted]).toEqual(['simd']);
  const later = choose(true);
  expect(later.of('fixed').choice.kernel).toBe('wide');
  expect(later.of('rolled').choice.kernel).toBe('rolling');
});

it('the last one stays, whatever it did', () => {
  const { choose, distrusted } = chooser();
  const choices = choose(false);
  for (const kernel of ['rolling', 'simd', 'scalar'] as const) choices.distrust(kernel);
  expect([...distrusted]).toEqual(['rolling', 'simd']);
  expect(choose(false).of('fixed').choice).toEqual({ kernel: 'scalar', reason: 'only' });
});
