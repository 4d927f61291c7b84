import { appendFileSync, chmodSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { RecordFile } from '../../../src/clockchain/records/record-file.js';
import { type Content, contents, FORMAT, fileOf, samples, temporaryFolder } from './samples.js';

const HEAD: Content = { kind: 0, body: new TextEncoder().encode('whose it is') };

async function openFile(path: string): Promise<{ file: RecordFile; found: Content[] }> {
  const found: Content[] = [];
  const file = await RecordFile.open(path, {
    format: FORMAT,
    head: HEAD.body,
    onRecord: ({ kind, body }) => found.push({ kind, body: Uint8Array.from(body) }),
  });
  return { file, found };
}

/** The class of Node's file handles, for faults that no disk gives when asked. */
async function handles(): Promise<FileHandle> {
  const handle = await open('/dev/null', 'r');
  await handle.close();
  return Object.getPrototypeOf(handle);
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('a new file has its head; what is appended is found by the next opening', async () => {
  await fc.assert(
    fc.asyncProperty(contents, async (records) => {
      const path = join(temporaryFolder(), 'new');
      const first = await openFile(path);
      expect(first.found).toEqual([]);
      await Promise.all(records.map(({ kind, body }) => first.file.append(kind, body)));
      expect(first.file.records).toBe(1 + records.length);
      await first.file.close();
      expect(readFileSync(path)).toEqual(Buffer.from(fileOf([HEAD, ...records])));

      const again = await openFile(path);
      expect(again.found).toEqual([HEAD, ...records]);
      expect(again.file).toMatchObject({ records: 1 + records.length, torn: undefined });
      await again.file.close();
    }),
    { numRuns: 25 },
  );
});

test('cuts a torn end off, says so, and goes on behind the last whole record', async () => {
  const path = join(temporaryFolder(), 'torn');
  const [a, b, c] = samples([30, 40, 50]) as [Content, Content, Content];
  const whole = fileOf([HEAD, a]);
  for (let bytes = 1; bytes < 49; bytes++) {
    writeFileSync(path, fileOf([HEAD, a, b]).slice(0, whole.length + bytes));
    const { file, found } = await openFile(path);
    expect(found).toEqual([HEAD, a]);
    expect(file.torn).toEqual({ record: 2, offset: whole.length, bytes });
    expect(readFileSync(path)).toEqual(Buffer.from(whole));
    await file.append(c.kind, c.body);
    await file.close();
    expect(readFileSync(path)).toEqual(Buffer.from(fileOf([HEAD, a, c])));
  }
});

test('begins anew where the head itself is torn', async () => {
  const path = join(temporaryFolder(), 'head');
  const whole = fileOf([HEAD]);
  for (let size = 0; size < whole.length; size++) {
    writeFileSync(path, whole.slice(0, size));
    const { file, found } = await openFile(path);
    await file.close();
    expect(found).toEqual([]);
    expect(readFileSync(path)).toEqual(Buffer.from(whole));
  }
});

test('leaves a file of another kind as it is', async () => {
  const path = join(temporaryFolder(), 'notes');
  for (const bytes of [Buffer.from('notes'), Buffer.concat([Buffer.from('notes'), Buffer.alloc(5000)])]) {
    writeFileSync(path, bytes);
    await expect(openFile(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault: 'magic', path });
    expect(readFileSync(path)).toEqual(bytes);
  }
});

test('leaves a damaged file as it is', async () => {
  const path = join(temporaryFolder(), 'damaged');
  const bytes = fileOf([HEAD, ...samples([30, 40])]);
  bytes[40]! ^= 1;
  writeFileSync(path, bytes);
  await expect(openFile(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault: 'checksum', path });
  expect(readFileSync(path)).toEqual(Buffer.from(bytes));
});

test('leaves the file as it is when whoever opens it refuses a record', async () => {
  const path = join(temporaryFolder(), 'refused');
  const bytes = Buffer.concat([fileOf([HEAD]), Buffer.from('torn')]);
  writeFileSync(path, bytes);
  const onRecord = () => {
    throw new Error('not mine');
  };
  await expect(RecordFile.open(path, { format: FORMAT, head: HEAD.body, onRecord })).rejects.toThrow(
    'not mine',
  );
  expect(readFileSync(path)).toEqual(bytes);
});

test('refuses what is asked after it was closed', async () => {
  const { file } = await openFile(join(temporaryFolder(), 'closed'));
  const last = file.append(1, Uint8Array.of(1));
  const closed = file.close();
  await expect(file.append(1, Uint8Array.of(2))).rejects.toMatchObject({ fault: 'closed' });
  await expect(file.sync()).rejects.toMatchObject({ fault: 'closed' });
  await Promise.all([last, closed, file.close()]);
});

describe('when the disk refuses', () => {
  test('a folder, or a file in a folder that is not there, is a typed error', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'folder'));
    const missing = join(folder, 'missing', 'file');
    for (const path of [join(folder, 'folder'), missing]) {
      await expect(openFile(path)).rejects.toMatchObject({ code: 'ERR_CHAIN_FILE', fault: 'disk', path });
    }
  });

  // Root may write what is read-only.
  test.skipIf(process.getuid?.() === 0)('a read-only file is a typed error', async () => {
    const path = join(temporaryFolder(), 'read-only');
    writeFileSync(path, fileOf([HEAD]));
    chmodSync(path, 0o444);
    await expect(openFile(path)).rejects.toMatchObject({ fault: 'disk', path });
  });

  test('what was written of a refused record is cut off, and the next one follows the last that was taken', async () => {
    const path = join(temporaryFolder(), 'full');
    const { file } = await openFile(path);
    const [a, b, c] = samples([30, 200, 50]) as [Content, Content, Content];
    await file.append(a.kind, a.body);
    const write = vi.spyOn(await handles(), 'write');
    write.mockImplementationOnce(async () => {
      appendFileSync(path, 'half a rec');
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    });
    await expect(file.append(b.kind, b.body)).rejects.toMatchObject({
      code: 'ERR_CHAIN_FILE',
      fault: 'disk',
      cause: { code: 'ENOSPC' },
    });
    expect(readFileSync(path)).toEqual(Buffer.from(fileOf([HEAD, a])));
    await file.append(c.kind, c.body);
    expect(readFileSync(path)).toEqual(Buffer.from(fileOf([HEAD, a, c])));
    await file.close();
  });

  test('what could not be cut off is cut off before the next record', async () => {
    const path = join(temporaryFolder(), 'ragged');
    const { file } = await openFile(path);
    const [a, b] = samples([30, 200]) as [Content, Content];
    const handle = await handles();
    vi.spyOn(handle, 'write').mockImplementationOnce(async () => {
      appendFileSync(path, Buffer.alloc(250, 7));
      throw new Error('EIO: i/o error, write');
    });
    vi.spyOn(handle, 'truncate').mockRejectedValueOnce(new Error('EIO: i/o error, ftruncate'));
    await expect(file.append(b.kind, b.body)).rejects.toThrow('EIO');
    await file.append(a.kind, a.body);
    expect(readFileSync(path)).toEqual(Buffer.from(fileOf([HEAD, a])));
    await file.close();
  });

  test('after a failure to reach the disk nothing is taken any more, and what was acknowledged stays', async () => {
    const path = join(temporaryFolder(), 'sync');
    const { file } = await openFile(path);
    const [a, b] = samples([30, 40]) as [Content, Content];
    await file.append(a.kind, a.body, true);
    vi.spyOn(await handles(), 'datasync').mockRejectedValueOnce(new Error('EIO: i/o error, fdatasync'));
    await expect(file.append(b.kind, b.body, true)).rejects.toMatchObject({ fault: 'disk' });
    await expect(file.append(b.kind, b.body)).rejects.toMatchObject({ fault: 'disk' });
    await expect(file.sync()).rejects.toMatchObject({ fault: 'disk' });
    await file.close();
    const again = await openFile(path);
    expect(again.found).toEqual([HEAD, a]);
    await again.file.close();
  });
});

test('forces to the disk what has to last, and only that', async () => {
  const datasync = vi.spyOn(await handles(), 'datasync');
  const { file } = await openFile(join(temporaryFolder(), 'forced'));
  await file.append(1, Uint8Array.of(1));
  expect(datasync).toHaveBeenCalledTimes(0);
  await file.append(1, Uint8Array.of(2), true);
  expect(datasync).toHaveBeenCalledTimes(1);
  await file.sync();
  expect(datasync).toHaveBeenCalledTimes(2);
  await file.close();
});

test('finds a file shorter than it left it, and says nothing of what is gone', async () => {
  const path = join(temporaryFolder(), 'shorter');
  const { file } = await openFile(path);
  await file.append(1, Uint8Array.of(1));
  await file.close();
  truncateSync(path, file.end - 10);
  const again = await openFile(path);
  expect(again.found).toEqual([HEAD]);
  await again.file.close();
});
