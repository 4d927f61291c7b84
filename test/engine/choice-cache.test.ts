import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as board from '../../src/engine/board-model.js';
import { readCachedChoices, writeCachedChoices } from '../../src/engine/choice-cache.js';

vi.mock('node:os', { spy: true });
vi.mock('../../src/engine/board-model.js', { spy: true });

let base: string;
const file = () => join(base, 'mine-wasm', 'kernel-choice.json');

beforeEach(() => {
  base = mkdtempSync(join(os.tmpdir(), 'mine-wasm-cache-'));
  vi.stubEnv('XDG_CACHE_HOME', base);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(os.cpus).mockReset();
  vi.mocked(os.homedir).mockReset();
  vi.mocked(board.boardModel).mockReset();
  rmSync(base, { recursive: true, force: true });
});

describe('the cache of the choice', () => {
  it('gives back what was written, and leaves nothing else behind', () => {
    expect(readCachedChoices()).toEqual({});
    writeCachedChoices({ fixed: 'scalar' });
    expect(readCachedChoices()).toEqual({ fixed: 'scalar' });
    writeCachedChoices({ fixed: 'simd' });
    expect(readCachedChoices()).toEqual({ fixed: 'simd' });
    expect(readdirSync(join(base, 'mine-wasm'))).toEqual(['kernel-choice.json']);
  });

  it('keeps packed vectors apart', () => {
    writeCachedChoices({ fixed: 'wide' }, true);
    expect(readCachedChoices(false)).toEqual({});
    writeCachedChoices({ fixed: 'simd' }, false);
    expect(readCachedChoices(true)).toEqual({ fixed: 'wide' });
  });

  it('keeps CPUs, Nodes and versions apart', () => {
    writeCachedChoices({ fixed: 'scalar' });
    vi.mocked(os.cpus).mockReturnValue([{ model: 'Cortex-A72' } as os.CpuInfo]);
    expect(readCachedChoices()).toEqual({});
    writeCachedChoices({ fixed: 'simd' });
    vi.mocked(os.cpus).mockReturnValue([]);
    expect(readCachedChoices()).toEqual({});
    vi.mocked(os.cpus).mockReset();
    expect(readCachedChoices()).toEqual({ fixed: 'scalar' });
    const keys = Object.keys(JSON.parse(readFileSync(file(), 'utf8')));
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toContain(`| ${process.arch} | ${process.version} | `);
  });

  it('keeps boards apart whose CPU has no name', () => {
    vi.mocked(os.cpus).mockReturnValue([{ model: 'unknown' } as os.CpuInfo]);
    vi.mocked(board.boardModel).mockReturnValue('Raspberry Pi 4 Model B Rev 1.4');
    writeCachedChoices({ fixed: 'simd', rolled: 'rolling' });
    vi.mocked(board.boardModel).mockReturnValue('Raspberry Pi 3 Model B Plus Rev 1.3');
    expect(readCachedChoices()).toEqual({});
    writeCachedChoices({ fixed: 'scalar' });
    expect(readCachedChoices()).toEqual({ fixed: 'scalar' });
    vi.mocked(board.boardModel).mockReturnValue('Raspberry Pi 4 Model B Rev 1.4');
    expect(readCachedChoices()).toEqual({ fixed: 'simd', rolled: 'rolling' });
  });

  it.each(['', 'null', '7', '[]', '"simd"', '{', '\0\0\0', '{"x": 1}'])(
    'a damaged file counts as none, and is mended: %j',
    (content) => {
      mkdirSync(join(base, 'mine-wasm'));
      writeFileSync(file(), content);
      expect(readCachedChoices()).toEqual({});
      writeCachedChoices({ fixed: 'simd' });
      expect(readCachedChoices()).toEqual({ fixed: 'simd' });
    },
  );

  it('an unknown kernel counts as none', () => {
    writeCachedChoices({ fixed: 'simd' });
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"simd"', '"gpu"'));
    expect(readCachedChoices()).toEqual({});
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"gpu"', '{"toString": 1}'));
    expect(readCachedChoices()).toEqual({});
  });

  it('where it can not be read or written there is none, and no fault', () => {
    // Root may write everywhere: what stands in the way is of another kind.
    mkdirSync(file(), { recursive: true });
    expect(readCachedChoices()).toEqual({});
    writeCachedChoices({ fixed: 'simd' });
    expect(readCachedChoices()).toEqual({});
    writeFileSync(join(base, 'file'), '');
    vi.stubEnv('XDG_CACHE_HOME', join(base, 'file'));
    writeCachedChoices({ fixed: 'simd' });
    expect(readCachedChoices()).toEqual({});
    vi.stubEnv('XDG_CACHE_HOME', '/proc/self/nowhere');
    writeCachedChoices({ fixed: 'simd' });
    expect(readCachedChoices()).toEqual({});
  });

  it('is in the home directory by default; without one there is none, and no fault', () => {
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.stubEnv('LOCALAPPDATA', '');
    vi.mocked(os.homedir).mockReturnValue(base);
    writeCachedChoices({ fixed: 'scalar' });
    expect(readdirSync(join(base, '.cache', 'mine-wasm'))).toEqual(['kernel-choice.json']);
    expect(readCachedChoices()).toEqual({ fixed: 'scalar' });
    vi.mocked(os.homedir).mockImplementation(() => {
      throw new Error('uv_os_homedir returned ENOENT');
    });
    writeCachedChoices({ fixed: 'simd' });
    expect(readCachedChoices()).toEqual({});
  });
});
