import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Target } from '../../../src/bitcoin/target.js';
import { verifyChains } from '../../../src/clockchain/chain/verify-chains.js';
import { Agreements } from '../../../src/clockchain/session/agreements.js';
import { SessionChains } from '../../../src/clockchain/session/session-chains.js';
import { temporaryFolder } from '../records/samples.js';
import { chainBytes, chainOf, SESSION } from '../support/chain-samples.js';
import { hash } from '../support/rounds.js';
import { EASY_BITS, TestDevice } from '../support/test-device.js';

const ANNA = new TestDevice('anna');
const BERT = new TestDevice('bert');
const TICKS = chainOf(ANNA, 4);
const BERTS = chainOf(BERT, 1);
/** Of bert, on anna's third. */
const citing = () =>
  BERT.mine({ prev: hash(BERTS[0]!), citations: [{ device: ANNA.publicKey, head: hash(TICKS[2]!) }] });

async function open(folder: string): Promise<SessionChains> {
  const agreements = await Agreements.open(join(folder, 'agreed.records'), SESSION);
  const easiest = Target.fromBits(EASY_BITS);
  const options = { session: SESSION, rounds: false, easiest, fsync: 'round', agreements } as const;
  const chains = await SessionChains.open(join(folder, 'chains'), options);
  onTestFinished(() => chains.close());
  return chains;
}

async function pastOf(chains: SessionChains): Promise<Uint8Array[]> {
  const past: Uint8Array[] = [];
  for await (const { tick } of chains.past()) past.push(hash(tick));
  return past;
}

test('a tick is in its copy once it is verified, behind all that it cites', async () => {
  const chains = await open(temporaryFolder());
  for (const { publicKey } of [ANNA, BERT]) await chains.admit(publicKey);
  const waiting = citing();
  await chains.add(BERTS[0]!, BERT.id, true);
  expect(await chains.add(waiting, BERT.id, true)).toEqual({ accepted: [], refused: [] });
  expect(chains).toMatchObject({ length: 1 });
  expect([chains.ticks(BERT.id), chains.waiting(BERT.id)]).toEqual([1, 1]);
  // All at once, as by several connections.
  await Promise.all(TICKS.map((tick) => chains.add(tick, ANNA.id, true)));
  expect(chains.waiting(BERT.id)).toBe(0);
  const [a, b, c, d] = TICKS.map(hash);
  expect(await pastOf(chains)).toEqual([hash(BERTS[0]!), a, b, c, hash(waiting), d]);
  await chains.close();
  for (const { fault } of await verifyChains(chains.paths)) expect(fault).toBeUndefined();
});

test('one that may not wait is refused', async () => {
  const chains = await open(temporaryFolder());
  for (const { publicKey } of [ANNA, BERT]) await chains.admit(publicKey);
  await chains.add(BERTS[0]!, BERT.id, false);
  const { refused } = await chains.add(citing(), BERT.id, false);
  expect(refused.map(({ error }) => error.fault)).toEqual(['unknown-citation']);
  expect(chains.waiting(BERT.id)).toBe(0);
});

test('the end of a copy that cites what a loss of power took out of another is cut off', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'chains'));
  const lost = citing();
  const after = BERT.mine({ prev: hash(lost) });
  writeFileSync(join(folder, 'chains', `${ANNA.id}.chain`), chainBytes(ANNA, TICKS.slice(0, 2)));
  writeFileSync(join(folder, 'chains', `${BERT.id}.chain`), chainBytes(BERT, [BERTS[0]!, lost, after]));
  const chains = await open(folder);
  expect([chains.ticks(ANNA.id), chains.ticks(BERT.id), chains.waiting(BERT.id)]).toEqual([2, 1, 0]);
  // The devices tell them again.
  for (const tick of TICKS.slice(2)) await chains.add(tick, ANNA.id, true);
  for (const tick of [lost, after]) await chains.add(tick, BERT.id, true);
  await chains.close();
  const verdicts = await verifyChains(chains.paths);
  expect(verdicts.map(({ ticks, fault }) => [ticks, fault]).sort()).toEqual([
    [3, undefined],
    [4, undefined],
  ]);
});

test('a copy that is shorter than it was is a fault, not an end', async () => {
  const chains = await open(temporaryFolder());
  await chains.admit(ANNA.publicKey);
  for (const tick of TICKS) await chains.add(tick, ANNA.id, true);
  writeFileSync(chains.paths[0]!, chainBytes(ANNA, TICKS.slice(0, 2)));
  await expect(pastOf(chains)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault: 'tick' });
});
