import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { makeFolder } from '../../src/node/durable-file.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mine-wasm-folder-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What is forced to the disk from here on. Linux alone tells what is open. */
async function forced(): Promise<string[]> {
  const handle = await open('/dev/null', 'r');
  await handle.close();
  const paths: string[] = [];
  vi.spyOn(Object.getPrototypeOf(handle), 'sync').mockImplementation(async function (this: unknown) {
    paths.push(readlinkSync(`/proc/self/fd/${(this as FileHandle).fd}`));
  });
  return paths;
}

test.runIf(process.platform === 'linux')(
  'the entry of each new folder is forced to the disk, of none that was there',
  async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'a'));
    const paths = await forced();
    await makeFolder(join(folder, 'a', 'b', 'c'));
    expect(existsSync(join(folder, 'a', 'b', 'c'))).toBe(true);
    expect(paths).toEqual([join(folder, 'a'), join(folder, 'a', 'b')]);
    await makeFolder(join(folder, 'a', 'b', 'c'));
    expect(paths).toHaveLength(2);
  },
);

test('a file in the place of a folder is refused', async () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(file, 'below'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
