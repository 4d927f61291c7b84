import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCachedChoice, writeCachedChoice } from '../../src/engine/choice-cache.js';

vi.mock('node:os', { spy: true });

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
  rmSync(base, { recursive: true, force: true });
});

describe('the cache of the choice', () => {
  it('gives back what was written, and leaves nothing else behind', () => {
    expect(readCachedChoice()).toBeUndefined();
    writeCachedChoice('scalar');
    expect(readCachedChoice()).toBe('scalar');
    writeCachedChoice('simd');
    expect(readCachedChoice()).toBe('simd');
    expect(readdirSync(join(base, 'mine-wasm'))).toEqual(['kernel-choice.json']);
  });

  it('keeps CPUs, Nodes and versions apart', () => {
    writeCachedChoice('scalar');
    vi.mocked(os.cpus).mockReturnValue([{ model: 'Cortex-A72' } as os.CpuInfo]);
    expect(readCachedChoice()).toBeUndefined();
    writeCachedChoice('simd');
    vi.mocked(os.cpus).mockReturnValue([]);
    expect(readCachedChoice()).toBeUndefined();
    vi.mocked(os.cpus).mockReset();
    expect(readCachedChoice()).toBe('scalar');
    const keys = Object.keys(JSON.parse(readFileSync(file(), 'utf8')));
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toContain(`| ${process.version} | `);
  });

  it.each(['', 'null', '7', '[]', '"simd"', '{', '\0\0\0', '{"x": 1}'])(
    'a damaged file counts as none, and is mended: %j',
    (content) => {
      mkdirSync(join(base, 'mine-wasm'));
      writeFileSync(file(), content);
      expect(readCachedChoice()).toBeUndefined();
      writeCachedChoice('simd');
      expect(readCachedChoice()).toBe('simd');
    },
  );

  it('an unknown kernel counts as none', () => {
    writeCachedChoice('simd');
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"simd"', '"gpu"'));
    expect(readCachedChoice()).toBeUndefined();
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"gpu"', '{"toString": 1}'));
    expect(readCachedChoice()).toBeUndefined();
  });

  it('where it can not be read or written there is none, and no fault', () => {
    // Root may write everywhere: what stands in the way is of another kind.
    mkdirSync(file(), { recursive: true });
    expect(readCachedChoice()).toBeUndefined();
    writeCachedChoice('simd');
    expect(readCachedChoice()).toBeUndefined();
    writeFileSync(join(base, 'file'), '');
    vi.stubEnv('XDG_CACHE_HOME', join(base, 'file'));
    writeCachedChoice('simd');
    expect(readCachedChoice()).toBeUndefined();
    vi.stubEnv('XDG_CACHE_HOME', '/proc/self/nowhere');
    writeCachedChoice('simd');
    expect(readCachedChoice()).toBeUndefined();
  });

  it('is in the home directory by default; without one there is none, and no fault', () => {
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.stubEnv('LOCALAPPDATA', '');
    vi.mocked(os.homedir).mockReturnValue(base);
    writeCachedChoice('scalar');
    expect(readdirSync(join(base, '.cache', 'mine-wasm'))).toEqual(['kernel-choice.json']);
    expect(readCachedChoice()).toBe('scalar');
    vi.mocked(os.homedir).mockImplementation(() => {
      throw new Error('uv_os_homedir returned ENOENT');
    });
    writeCachedChoice('simd');
    expect(readCachedChoice()).toBeUndefined();
  });
});
