import { Transaction } from 'bitcoinjs-lib';
import fc from 'fast-check';
import { hashBytes, u32 } from '../bitcoin/arbitraries.js';

const script = fc.uint8Array({ maxLength: 40 });

/** Random transactions, as bitcoinjs-lib makes them: half of them with witnesses, all of them about nothing. */
export const transactions: fc.Arbitrary<Transaction> = fc
  .record({
    version: fc.integer({ min: 1, max: 0x7fffffff }),
    lockTime: u32,
    inputs: fc.array(
      fc.record({
        hash: hashBytes,
        index: u32,
        script,
        sequence: u32,
        witness: fc.array(script, { maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    outputs: fc.array(fc.record({ script, value: fc.bigInt(0n, 2_100_000_000_000_000n) }), { maxLength: 3 }),
    hasWitness: fc.boolean(),
  })
  .map(({ version, lockTime, inputs, outputs, hasWitness }) => {
    const transaction = new Transaction();
    transaction.version = version;
    transaction.locktime = lockTime;
    for (const [i, input] of inputs.entries()) {
      transaction.addInput(input.hash, input.index, input.sequence, input.script);
      if (hasWitness) transaction.setWitness(i, input.witness);
    }
    for (const output of outputs) transaction.addOutput(output.script, output.value);
    return transaction;
  });
