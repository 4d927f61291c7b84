import { expect, test } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { AgreedTargets } from '../../../src/clockchain/session/agreed-targets.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { chainOf } from '../support/chain-samples.js';
import { EASY_BITS, TestDevice } from '../support/test-device.js';
import { faultOf } from '../support/tick-fault.js';

const [tick] = chainOf(new TestDevice('anna'), 1);
const easy = Target.fromBits(EASY_BITS);

test.each([
  ['the present target', new AgreedTargets(easy), undefined, undefined],
  ['a harder one alone', new AgreedTargets(targetOfZeros(3)), 'bits', 'bits'],
  ['a harder one, after as easy a one', new AgreedTargets(targetOfZeros(3), easy), 'bits', undefined],
  ['a harder one, after harder ones', new AgreedTargets(targetOfZeros(3), targetOfZeros(2)), 'bits', 'bits'],
] as const)('a tick where %s is agreed', (_, agreed, now, past) => {
  expect(faultOf(() => agreed.check(tick!, false))).toBe(now);
  expect(faultOf(() => agreed.check(tick!, true))).toBe(past);
});

test('what was agreed stays agreed for the past', () => {
  const agreed = new AgreedTargets(easy);
  agreed.agree(targetOfZeros(4));
  expect(agreed.current).toEqual(targetOfZeros(4));
  expect(faultOf(() => agreed.check(tick!, false))).toBe('bits');
  expect(faultOf(() => agreed.check(tick!, true))).toBeUndefined();
});
