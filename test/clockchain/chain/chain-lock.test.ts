import { readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ChainLock } from '../../../src/clockchain/chain/chain-lock.js';
import { temporaryFolder } from '../records/samples.js';
import { Child } from '../support/child.js';

/** Holds the lock, says so, and gives it back at a line. */
const HOLDER = `
  import { ChainLock } from './dist/clockchain/chain/chain-lock.js';
  const lock = await ChainLock.acquire(process.argv[1]);
  console.log('held');
  process.stdin.once('data', async () => {
    await lock.release();
    process.exit();
  });
`;

/** Takes the lock so many times, and fails when it is not alone. */
const CONTENDER = `
  import { openSync, closeSync, rmSync } from 'node:fs';
  import { ChainLock } from './dist/clockchain/chain/chain-lock.js';
  const [path, times] = process.argv.slice(1);
  for (let done = 0; done < Number(times); ) {
    let lock;
    try {
      lock = await ChainLock.acquire(path);
    } catch (error) {
      if (error.code !== 'ERR_CHAIN_LOCKED') throw error;
      continue;
    }
    closeSync(openSync(path + '.inside', 'wx'));
    await new Promise((resolve) => setImmediate(resolve));
    rmSync(path + '.inside');
    await lock.release();
    done++;
  }
  console.log('done');
`;

async function holder(path: string): Promise<Child> {
  const child = new Child(HOLDER, [path]);
  expect(await child.line()).toBe('held');
  return child;
}

async function expectFree(path: string): Promise<void> {
  const lock = await ChainLock.acquire(path);
  await lock.release();
}

test('is held once, also within a process, until it is given back', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.chain');
  const lock = await ChainLock.acquire(path);
  await expect(ChainLock.acquire(path)).rejects.toMatchObject({
    code: 'ERR_CHAIN_LOCKED',
    path,
    pid: process.pid,
  });
  const other = await ChainLock.acquire(join(folder, 'b.chain'));
  await lock.release();
  await lock.release();
  await expectFree(path);
  await other.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('is the same by another path to the same file', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.chain'), '');
  symlinkSync(folder, join(folder, 'link'));
  symlinkSync('a.chain', join(folder, 'b.chain'));
  const lock = await ChainLock.acquire(join(folder, 'a.chain'));
  for (const path of [join(folder, 'link', 'a.chain'), join(folder, 'b.chain')]) {
    await expect(ChainLock.acquire(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_LOCKED' });
  }
  await lock.release();
});

test('keeps another process out until that one gives it back', async () => {
  const path = join(temporaryFolder(), 'a.chain');
  const child = await holder(path);
  await expect(ChainLock.acquire(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_LOCKED', pid: child.pid });
  child.tell('release');
  expect(await child.end()).toBe(0);
  await expectFree(path);
});

test('that a killed process left keeps nobody out, and is tidied up', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.chain');
  const child = await holder(path);
  await child.kill();
  expect(readdirSync(folder)).toHaveLength(1);
  const lock = await ChainLock.acquire(path);
  expect(readdirSync(folder)).toHaveLength(1);
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.platform !== 'linux')(
  'of a process whose number another one has by now keeps nobody out',
  async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'a.chain');
    const child = await holder(path);
    const [name] = readdirSync(folder) as [string];
    // As if the holder had been started earlier, or before the system was.
    for (const changed of [
      name.replace(/-\d+-([0-9a-f]{12})$/, '-1-$1'),
      name.replace(/-[0-9a-f]{8}-/, '-00000000-'),
    ]) {
      expect(changed).not.toBe(name);
      renameSync(join(folder, name), join(folder, changed));
      await expectFree(path);
      expect(readdirSync(folder)).toEqual([]);
      writeFileSync(join(folder, name), '');
    }
    await expect(ChainLock.acquire(path)).rejects.toMatchObject({ pid: child.pid });
  },
);

test('is held by one of many that want it at the same time', async () => {
  const path = join(temporaryFolder(), 'a.chain');
  const children = Array.from({ length: 3 }, () => new Child(CONTENDER, [path, '10']));
  for (const child of children) expect(await child.line()).toBe('done');
  for (const child of children) expect(await child.end()).toBe(0);
});

test('leaves files alone that are no locks', async () => {
  const folder = temporaryFolder();
  const names = ['a.chain.lock-', 'a.chain.lock-notes.txt', 'a.chain.lock-0-0-0-0123456789ab'];
  for (const name of names) writeFileSync(join(folder, name), '');
  await expectFree(join(folder, 'a.chain'));
  expect(readdirSync(folder).sort()).toEqual(names.sort());
});

test('in a folder that is not there is a typed error', async () => {
  const path = join(temporaryFolder(), 'missing', 'a.chain');
  await expect(ChainLock.acquire(path)).rejects.toMatchObject({
    code: 'ERR_CHAIN_FILE',
    fault: 'disk',
    path,
  });
});
