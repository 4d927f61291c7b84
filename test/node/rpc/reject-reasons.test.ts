import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SubmitKind, submitOutcome } from '../../../src/node/rpc/reject-reasons.js';

test('null is accepted', () => {
  expect(submitOutcome(null)).toEqual({ kind: 'accepted', reason: null, words: 'accepted', final: true });
});

test.for<[reason: string, kind: SubmitKind, words: RegExp]>([
  ['duplicate', 'duplicate', /has this block already/],
  ['duplicate-inconclusive', 'duplicate', /has not checked all of it/],
  ['duplicate-invalid', 'rejected', /as invalid/],
  ['inconclusive', 'inconclusive', /another block is the tip/],
  ['inconclusive-not-best-prevblk', 'stale', /does not build on the tip/],
  ['stale-prevblk', 'stale', /any more/],
  ['bad-prevblk', 'stale', /is invalid/],
  ['high-hash', 'rejected', /above the target/],
  ['bad-diffbits', 'rejected', /bits/],
  ['bad-txnmrklroot', 'rejected', /merkle root/],
  ['time-too-old', 'rejected', /median/],
  ['bad-version(0x00000001)', 'rejected', /version/],
  ['bad-version', 'rejected', /version/],
  ['bad-cb-height', 'rejected', /height/],
  ['bad-cb-amount', 'rejected', /subsidy/],
  ['bad-cb-length', 'rejected', /2 to 100/],
  ['bad-witness-merkle-match', 'rejected', /commitment/],
  ['bad-witness-nonce-size', 'rejected', /32 bytes/],
  ['unexpected-witness', 'rejected', /commitment/],
  ['bad-signet-blksig', 'rejected', /signed/],
  ['bad-txns-inputs-missingorspent', 'rejected', /spent/],
  ['block-script-verify-flag-failed (Script failed an OP_EQUALVERIFY operation)', 'rejected', /script/],
  ['mandatory-script-verify-flag-failed (Non-canonical signature)', 'rejected', /script/],
])('%s is %s', ([reason, kind, words]) => {
  const outcome = submitOutcome(reason);
  expect(outcome).toMatchObject({ kind, reason, final: true });
  expect(outcome.words).toMatch(words);
});

test("bcoin's prefix says the same", () => {
  for (const reason of ['duplicate', 'high-hash', 'bad-version', 'bad-cb-amount', 'never-heard-of']) {
    expect(submitOutcome(`rejected: ${reason}`)).toEqual(submitOutcome(reason));
  }
});

test('a block whose parent is missing, or whose time is ahead, is worth another try', () => {
  expect(submitOutcome('prev-blk-not-found')).toMatchObject({ kind: 'stale', final: false });
  expect(submitOutcome('time-too-new')).toMatchObject({ kind: 'rejected', final: false });
  // bcoin's word for a parent that it does not have; Core's for one that is invalid.
  expect(submitOutcome('rejected: bad-prevblk')).toMatchObject({
    kind: 'stale',
    reason: 'bad-prevblk',
    final: false,
  });
  expect(submitOutcome('bad-prevblk')).toMatchObject({ kind: 'stale', final: true });
});

test('whatever the node says, there are words for it', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.constantFrom('toString', '__proto__', 'constructor', '')),
      (reason) => {
        const outcome = submitOutcome(reason);
        expect(outcome.words).toMatch(/^[a-z]/);
        expect(outcome.kind).not.toBe('accepted');
      },
    ),
  );
  expect(submitOutcome('rejected')).toMatchObject({ kind: 'rejected', words: 'the node gave no reason' });
});

test.for([[undefined], [true], [0], [{}]])('%s is no answer', ([value]) => {
  expect(() => submitOutcome(value)).toThrow(TypeError);
});
