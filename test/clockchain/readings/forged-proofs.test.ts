import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkProof } from '../../../src/clockchain/readings/check-proof.js';
import { readProof } from '../../../src/clockchain/readings/proof.js';
import { ProofError } from '../../../src/clockchain/readings/proof-error.js';
import { readProofFile } from '../../../src/clockchain/readings/proof-file.js';
import { PLAIN_TEXT } from '../../../src/plain-text.js';
import { temporaryFolder } from '../records/samples.js';
import { FORGED_PROOFS, validProof } from '../support/forged-proofs.js';

const toText = (given: object | string) => (typeof given === 'string' ? given : JSON.stringify(given));

function refusal(text: string): ProofError {
  try {
    checkProof(readProof(text));
  } catch (error) {
    if (error instanceof ProofError) return error;
    throw error;
  }
  throw new Error('it holds');
}

it('the proof that is damaged holds as it is', () => {
  const proof = validProof();
  const { number, tau, later, text } = checkProof(readProof(toText(proof)));
  expect({ number, tau, later, text }).toEqual({ number: 3, tau: 2, later: 1, text: proof.reading.text });
});

describe('a forged proof is refused', () => {
  it.each(FORGED_PROOFS.map((row) => [row.name, row] as const))('%s', (_, { fault, damage }) => {
    const proof = validProof();
    const forged = damage(proof);
    expect(proof).toEqual(validProof());
    expect(refusal(toText(forged)).fault).toBe(fault);
  });

  it('by names that differ', () => {
    expect(new Set(FORGED_PROOFS.map(({ name }) => name)).size).toBe(FORGED_PROOFS.length);
  });
});

describe('what a file says does not reach the terminal', () => {
  // U+009B begins an escape sequence (CSI), U+202E turns the line.
  const foreign = '\u009b2J\u001b[31m\u202e';
  it.each([
    ['as what is no JSON', foreign],
    ['as what is no JSON, in the middle', `{"type":${foreign}`],
    ['as a type', JSON.stringify({ type: foreign })],
    ['as a field', JSON.stringify({ ...validProof(), [foreign]: 1 })],
    ["as a field's value", JSON.stringify({ ...validProof(), device: foreign })],
  ])('%s', (_, text) => {
    expect(refusal(text).message).toMatch(PLAIN_TEXT);
  });
});

it('a file with bytes that are no text does not pass for one with U+FFFD', async () => {
  const path = join(temporaryFolder(), 'proof.json');
  const whole = Buffer.from(JSON.stringify(validProof()));
  writeFileSync(path, whole);
  expect(checkProof(await readProofFile(path)).number).toBe(3);
  const at = whole.lastIndexOf('\uFFFD');
  writeFileSync(path, Buffer.concat([whole.subarray(0, at), Buffer.of(0xff), whole.subarray(at + 3)]));
  await expect(readProofFile(path)).rejects.toMatchObject({
    fault: 'proof',
    message: 'Expected the proof to be UTF-8, got bytes that are not',
  });
});
