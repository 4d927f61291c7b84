import { expect, test } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { AgreedTargets } from '../../../src/clockchain/session/agreed-targets.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { chainOf } from '../support/chain-samples.js';
import { EASY_BITS, TestDevice } from '../support/test-device.js';
import { faultOf } from '../support/tick-fault.js';

const [tick] = chainOf(new TestDevice('anna'), 1);
const easy = Target.fromBits(EASY_BITS);
const to = (target: Target) => ({ target, isAtPace: false });

test.each([
  ['the present target', easy, easy, undefined, undefined],
  ['a harder one alone', targetOfZeros(3), targetOfZeros(3), 'bits', 'bits'],
  ['a harder one, after as easy a one', targetOfZeros(3), easy, 'bits', undefined],
  ['a harder one, after harder ones', targetOfZeros(3), targetOfZeros(2), 'bits', 'bits'],
] as const)('a tick where %s is agreed', (_, present, easiest, now, past) => {
  const agreed = new AgreedTargets(to(present), easiest);
  expect(faultOf(() => agreed.check(tick!, 1))).toBe(now);
  expect(faultOf(() => agreed.check(tick!, undefined))).toBe(past);
});

test('a tick is held against the order that it answers, while that is open', () => {
  const agreed = new AgreedTargets(to(easy), easy);
  agreed.order(1, to(easy));
  agreed.order(2, { target: targetOfZeros(4), isAtPace: true });
  expect(agreed.current.bits).toBe(targetOfZeros(4).bits);
  expect([agreed.of(1).isAtPace, agreed.of(2).isAtPace]).toEqual([false, true]);
  expect(faultOf(() => agreed.check(tick!, 1))).toBeUndefined();
  expect(faultOf(() => agreed.check(tick!, 2))).toBe('bits');
  agreed.finish(1);
  expect(faultOf(() => agreed.check(tick!, 1))).toBe('bits');
  expect(faultOf(() => agreed.check(tick!, undefined))).toBeUndefined();
});

test('so many orders stay open, and no more', () => {
  const agreed = new AgreedTargets(to(easy), easy);
  agreed.order(1, to(easy));
  for (let number = 2; number <= 64; number++) agreed.order(number, to(targetOfZeros(4)));
  expect(faultOf(() => agreed.check(tick!, 1))).toBeUndefined();
  agreed.order(65, to(targetOfZeros(4)));
  expect(faultOf(() => agreed.check(tick!, 1))).toBe('bits');
});
