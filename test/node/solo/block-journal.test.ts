import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { BlockJournal, defaultJournalFolder } from '../../../src/node/solo/block-journal.js';
import type { FoundBlock } from '../../../src/node/solo/found-block.js';

/** Bitcoin's genesis block, whole. */
const GENESIS: FoundBlock = {
  chain: 'main',
  height: 0,
  block:
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c' +
    '0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000',
  foundAt: 1231006505000,
};
const GENESIS_HASH = '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f';

/** Some other block: its hash is none that a node would take, which is not the journal's to judge. */
function otherBlock(height: number): FoundBlock {
  const nonce = Buffer.alloc(4);
  nonce.writeUInt32LE(height);
  return {
    ...GENESIS,
    height,
    block: GENESIS.block.slice(0, 152) + nonce.toString('hex') + GENESIS.block.slice(160),
  };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-blocks-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('keeps a block under its hash until it is settled', async () => {
  const folder = temporaryFolder();
  const journal = await BlockJournal.open(folder);
  expect(await journal.keep(GENESIS)).toBe(GENESIS_HASH);
  expect(readdirSync(folder)).toEqual([`${GENESIS_HASH}.json`]);

  const restarted = await BlockJournal.open(folder);
  expect(await restarted.list()).toEqual({ blocks: [{ ...GENESIS, hash: GENESIS_HASH }], strays: [] });
  await restarted.settle(GENESIS_HASH);
  expect(readdirSync(folder)).toEqual([]);
  expect(await restarted.list()).toEqual({ blocks: [], strays: [] });
  await restarted.settle(GENESIS_HASH);
});

test('makes its folder, and again when it was removed', async () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  const journal = await BlockJournal.open(folder);
  rmSync(folder, { recursive: true });
  await expect(journal.list()).rejects.toMatchObject({ code: 'ERR_JOURNAL', folder });
  await journal.keep(GENESIS);
  expect((await journal.list()).blocks).toHaveLength(1);
});

test('lists the lowest block first', async () => {
  const journal = await BlockJournal.open(temporaryFolder());
  await Promise.all([7, 3, 9, 1].map((height) => journal.keep(otherBlock(height))));
  expect((await journal.list()).blocks.map(({ height }) => height)).toEqual([1, 3, 7, 9]);
});

test('the same block twice is one block', async () => {
  const journal = await BlockJournal.open(temporaryFolder());
  await Promise.all([journal.keep(GENESIS), journal.keep(GENESIS)]);
  expect((await journal.list()).blocks).toHaveLength(1);
});

test('two miners share a folder', async () => {
  const folder = temporaryFolder();
  const [one, other] = [await BlockJournal.open(folder), await BlockJournal.open(folder)];
  const heights = Array.from({ length: 20 }, (_, height) => height);
  const hashes = await Promise.all(
    heights.map((height) => (height % 2 ? one : other).keep(otherBlock(height))),
  );
  const [ones, others] = [await one.list(), await other.list()];
  expect(others).toEqual(ones);
  expect(ones.blocks.map(({ height }) => height)).toEqual(heights);
  // Both settle all, and look while the other one does.
  const looks = hashes.flatMap((hash) => [one.settle(hash), other.list(), other.settle(hash), one.list()]);
  for (const look of await Promise.all(looks)) if (look) expect(look.strays).toEqual([]);
  expect((await one.list()).blocks).toEqual([]);
});

/** The file's text as `keep` writes it. */
async function written(): Promise<string> {
  const folder = temporaryFolder();
  await (await BlockJournal.open(folder)).keep(GENESIS);
  return readFileSync(join(folder, `${GENESIS_HASH}.json`), 'utf8');
}

test('whenever the process is killed, a block is there as a whole or the rest of it is reported', async () => {
  const text = await written();
  const folder = temporaryFolder();
  const journal = await BlockJournal.open(folder);
  const path = (extension: string): string => join(folder, `${GENESIS_HASH}.${extension}`);
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.integer({ min: 0, max: text.length }), fc.constantFrom(0, text.length - 1, text.length)),
      fc.boolean(),
      async (length, renamed) => {
        writeFileSync(path('tmp'), text.slice(0, length));
        if (renamed) writeFileSync(path('json'), text);
        // The last character is the line's end.
        const whole = renamed || length >= text.length - 1;
        const { blocks, strays } = await journal.list();
        expect(blocks).toEqual(whole ? [{ ...GENESIS, hash: GENESIS_HASH }] : []);
        expect(strays.map(({ path }) => path)).toEqual(whole ? [] : [path('tmp')]);
        // Looking deletes nothing.
        expect(readFileSync(path('tmp'), 'utf8')).toBe(text.slice(0, length));
        await journal.settle(GENESIS_HASH);
        expect(readdirSync(folder)).toEqual([]);
      },
    ),
  );
});

test('a block that was found again is written over what is left of it', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, `${GENESIS_HASH}.tmp`), '{"format":1,"cha');
  const journal = await BlockJournal.open(folder);
  await journal.keep(GENESIS);
  expect(readdirSync(folder)).toEqual([`${GENESIS_HASH}.json`]);
});

test('a damaged file is never taken for a block', async () => {
  const text = await written();
  const folder = temporaryFolder();
  const journal = await BlockJournal.open(folder);
  const path = join(folder, `${GENESIS_HASH}.json`);
  const inBlock = text.indexOf(GENESIS.block);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: inBlock, max: inBlock + GENESIS.block.length - 1 }),
      fc.constantFrom(...'0123456789abcdef"\0 z'),
      async (position, character) => {
        fc.pre(text[position] !== character);
        writeFileSync(path, text.slice(0, position) + character + text.slice(position + 1));
        const { blocks, strays } = await journal.list();
        expect(blocks).toEqual([]);
        expect(strays).toEqual([{ path, problem: expect.stringMatching(/damaged/) }]);
      },
    ),
  );
});

test('reports what is not its own, and leaves it', async () => {
  const folder = temporaryFolder();
  const journal = await BlockJournal.open(folder);
  await journal.keep(GENESIS);
  const text = readFileSync(join(folder, `${GENESIS_HASH}.json`), 'utf8');
  const other = 'f'.repeat(64);
  writeFileSync(join(folder, 'notes.txt'), 'mine');
  writeFileSync(join(folder, `${other}.json`), text);
  writeFileSync(join(folder, `${'e'.repeat(64)}.json`), text.replace('"format":1', '"format":2'));
  writeFileSync(join(folder, `${'d'.repeat(64)}.json`), 'null');
  mkdirSync(join(folder, `${'c'.repeat(64)}.json`));
  const { blocks, strays } = await journal.list();
  expect(blocks).toHaveLength(1);
  expect(strays).toEqual([
    { path: join(folder, `${'c'.repeat(64)}.json`), problem: expect.stringMatching(/EISDIR/) },
    { path: join(folder, `${'d'.repeat(64)}.json`), problem: expect.stringMatching(/not a found block/) },
    { path: join(folder, `${'e'.repeat(64)}.json`), problem: expect.stringMatching(/another version/) },
    { path: join(folder, `${other}.json`), problem: 'damaged' },
    { path: join(folder, 'notes.txt'), problem: 'not a file of found blocks' },
  ]);
  expect(readdirSync(folder)).toHaveLength(6);
});

test.for([
  { what: 'a file in its place', folder: (base: string) => join(base, 'file') },
  { what: 'a file above it', folder: (base: string) => join(base, 'file', 'blocks') },
  { what: 'a file system that makes no folders', folder: () => '/proc/mine-wasm/blocks' },
])('says at once when its folder can not be: $what', async ({ folder }) => {
  const base = temporaryFolder();
  writeFileSync(join(base, 'file'), '');
  const path = folder(base);
  await expect(BlockJournal.open(path)).rejects.toMatchObject({
    name: 'JournalError',
    code: 'ERR_JOURNAL',
    folder: path,
    message: expect.stringContaining(`Expected the folder ${path} to keep found blocks, got E`),
  });
});

// Writing to it fails as writing to a full disk does.
test.skipIf(!existsSync('/dev/full'))('a full disk', async () => {
  const folder = temporaryFolder();
  const journal = await BlockJournal.open(folder);
  symlinkSync('/dev/full', join(folder, `${GENESIS_HASH}.tmp`));
  await expect(journal.keep(GENESIS)).rejects.toMatchObject({
    code: 'ERR_JOURNAL',
    message: expect.stringContaining('ENOSPC'),
  });
  expect(readdirSync(folder)).toEqual([]);
  // There is room again.
  expect(await journal.keep(GENESIS)).toBe(GENESIS_HASH);
});

test('does not keep what is no block, or settle what is no hash', async () => {
  const journal = await BlockJournal.open(temporaryFolder());
  for (const block of ['', 'zz', GENESIS.block.slice(0, 160)]) {
    await expect(journal.keep({ ...GENESIS, block })).rejects.toMatchObject({
      name: 'InputError',
      option: 'block',
    });
  }
  await expect(journal.settle('../../etc/passwd')).rejects.toMatchObject({ name: 'InputError' });
});

test('lies in the state folder by default', () => {
  const home = join(homedir(), '.local', 'state', 'mine-wasm', 'blocks');
  expect(defaultJournalFolder({})).toBe(home);
  expect(defaultJournalFolder({ XDG_STATE_HOME: '/var/state' })).toBe(
    join('/var/state', 'mine-wasm', 'blocks'),
  );
  expect(defaultJournalFolder({ XDG_STATE_HOME: 'relative' })).toBe(home);
});
