import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { calledRoot } from '../../../src/clockchain/chain/round-root.js';
import { Agreements } from '../../../src/clockchain/session/agreements.js';
import { targetOfZeros } from '../../../src/clockchain/tick/difficulty.js';
import { temporaryFolder } from '../records/samples.js';
import { merkleRoot, ZEROS } from '../support/oracle.js';

const head = (byte: number) => ({
  device: new Uint8Array(32).fill(byte),
  head: new Uint8Array(32).fill(100 + byte),
});
const DEVICE = 'ab'.repeat(32);
const SECOND = { number: 2, heads: [head(1), head(2), head(3)] };

test('what was agreed is there after a crash: whole files, and one whose last record is torn', async () => {
  const path = join(temporaryFolder(), 'agreed.records');
  const agreements = await Agreements.open(path, 'garden');
  expect(agreements.lastRound).toBeUndefined();
  await agreements.announce({ number: 1, heads: [] });
  await agreements.agree(DEVICE, targetOfZeros(2));
  await agreements.agree(DEVICE, targetOfZeros(1));
  const before = readFileSync(path);
  await agreements.announce(SECOND);
  // Nothing is closed.
  const crashed = join(temporaryFolder(), 'agreed.records');
  const bytes = readFileSync(path);
  await agreements.close();
  for (const [length, number] of [
    [bytes.length, 2],
    [bytes.length - 1, 1],
    [before.length, 1],
  ] as const) {
    writeFileSync(crashed, bytes.subarray(0, length));
    const after = await Agreements.open(crashed, 'garden');
    expect(after.lastRound).toEqual(number === 2 ? SECOND : { number: 1, heads: [] });
    expect(after.rootOf(1)).toEqual(ZEROS);
    const second = merkleRoot(SECOND.heads.map(({ head: hash }) => hash));
    expect(after.rootOf(2)).toEqual(number === 2 ? second : undefined);
    expect(after.easiest(DEVICE)).toEqual(targetOfZeros(1));
    await after.close();
  }
});

test('a round is announced once, and a target that is no easier is agreed already', async () => {
  const path = join(temporaryFolder(), 'agreed.records');
  const agreements = await Agreements.open(path, 'garden');
  await agreements.announce(SECOND);
  await agreements.agree(DEVICE, targetOfZeros(1));
  const { length } = readFileSync(path);
  await agreements.announce(SECOND);
  await agreements.agree(DEVICE, targetOfZeros(1));
  await agreements.agree(DEVICE, targetOfZeros(5));
  expect(readFileSync(path)).toHaveLength(length);
  expect(agreements.easiest(DEVICE)).toEqual(targetOfZeros(1));
  expect([...agreements.targets()]).toHaveLength(1);
  await agreements.close();
});

test('another session’s are refused', async () => {
  const path = join(temporaryFolder(), 'agreed.records');
  await (await Agreements.open(path, 'garden')).close();
  await expect(Agreements.open(path, 'field')).rejects.toMatchObject({ fault: 'session' });
});

test('the root of the first round is zeros', () => {
  expect(calledRoot([])).toEqual(ZEROS);
  expect(calledRoot([head(1)])).toEqual(head(1).head);
});
