import { spawnSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { nodePlatform } from '../../dist/engine/node-platform.js';
import type { Platform } from '../../dist/engine/platform.js';
import { canPackVectors, packsVectors } from '../../src/engine/wide-vectors.js';
import { minerOn } from './support/platform.js';
import { someHeader } from './support/problems.js';

const { execArgv } = process;
afterEach(() => {
  process.execArgv = execArgv;
  vi.unstubAllGlobals();
});

describe('whether V8 packs vectors', () => {
  it.each([
    [[], false],
    [['--experimental-wasm-revectorize'], true],
    [['--experimental_wasm_revectorize', '--no-warnings'], true],
    [['--no-experimental-wasm-revectorize'], false],
    [['--experimental-wasm-revectorize', '--noexperimental-wasm-revectorize'], false],
  ])('is told by the flags %j', (flags, isTold) => {
    process.execArgv = flags;
    expect(packsVectors()).toBe(isTold);
  });

  it.each([
    ['x64', 'linux', '20.19.0', false],
    ['x64', 'linux', '22.12.0', true],
    ['x64', 'win32', '26.0.0', true],
    ['x64', 'darwin', '24.0.0', false],
    ['arm64', 'linux', '24.0.0', false],
  ])('can be had on %s, %s and Node %s: %s', (arch, platform, node, can) => {
    vi.stubGlobal('process', { arch, platform, versions: { node }, execArgv: [] });
    expect(canPackVectors()).toBe(can);
  });

  it('is a flag that V8 knows, where it is said to', () => {
    if (!canPackVectors()) return;
    const { stderr } = spawnSync(process.execPath, ['--experimental-wasm-revectorize', '-e', '0']);
    expect(stderr.toString()).toBe('');
  });
});

describe('a miner whose V8 can pack vectors', () => {
  const work = { header: someHeader(), target: 1n };
  /** What the miner asks of its platform, in order. */
  function watched(choice: 'wide' | 'simd'): { asked: string[]; platform: Partial<Platform> } {
    const asked: string[] = [];
    const platform: Partial<Platform> = {
      canPackVectors: () => true,
      packVectors: () => void asked.push('pack'),
      createPool: (...args) => {
        asked.push('pool');
        return nodePlatform.createPool(...args);
      },
      readChoices: (isPacked) => {
        asked.push(isPacked ? 'read packed' : 'read');
        return { fixed: isPacked ? choice : 'scalar' };
      },
    };
    return { asked, platform };
  }

  it('leaves them alone in short searches', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn(platform, { cache: true });
    const { kernel } = await miner.search({ ...work, nonceRange: { start: 0, end: 999 } });
    expect(kernel).toBe('scalar');
    expect(asked).toEqual(['read']);
    await miner.close();
  });

  it('nor in those that have a pool, but not for long', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn(platform, { cache: true });
    await miner.search({ ...work, nonceRange: { start: 0, end: 2 ** 20 } });
    expect(asked).toEqual(['read', 'pool']);
    await miner.close();
  });

  it('packs them before the pool of a long one starts, with choices of their own', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn(platform, { cache: true });
    const abort = new AbortController();
    const onProgress = () => abort.abort();
    const { kernel } = await miner.search({ ...work, signal: abort.signal, onProgress });
    expect(kernel).toBe('wide');
    expect(miner.choice).toEqual({ kernel: 'wide', reason: 'cached' });
    expect(asked).toEqual(['read', 'pack', 'read packed', 'pool']);
    await miner.close();
  });

  it('leaves them alone when another kernel is asked for', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn(platform, { kernel: 'simd' });
    const abort = new AbortController();
    await miner.search({ ...work, signal: abort.signal, onProgress: () => abort.abort() });
    expect(asked).toEqual(['pool']);
    await miner.close();
  });

  it('chooses among all kernels in any pool, where they are packed from the start', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn({ ...platform, arePacked: () => true }, { cache: true });
    const { kernel } = await miner.search({ ...work, nonceRange: { start: 0, end: 2 ** 20 } });
    expect(kernel).toBe('wide');
    expect(asked).toEqual(['read', 'pack', 'read packed', 'pool']);
    await miner.close();
  });

  it('packs them at once when the wide kernel is asked for', async () => {
    const { asked, platform } = watched('wide');
    const miner = await minerOn(platform, { kernel: 'wide' });
    await miner.search({ ...work, nonceRange: { start: 0, end: 999 } });
    expect(asked).toEqual(['pack']);
    await miner.close();
  });
});
