import { expect, onTestFinished, test } from 'vitest';
import { KERNEL_NAMES } from '../../../dist/engine/kernel-names.js';
import { nodePlatform } from '../../../dist/engine/node-platform.js';
import type { Platform } from '../../../dist/engine/platform.js';
import { QUICK } from '../../../dist/hashrate/benchmark/benchmark-plan.js';
import {
  kernelMeasurements,
  kernelSearches,
  kernelStatuses,
} from '../../../dist/hashrate/benchmark/kernel-rates.js';
import { RateContest } from '../../../dist/hashrate/benchmark/rate-contest.js';

const PLAN = { ...QUICK, rounds: 1 };

async function measure(platform: Platform) {
  const statuses = await kernelStatuses(platform);
  const searches = kernelSearches(platform, statuses);
  const contest = new RateContest(searches, PLAN);
  try {
    await contest.run();
  } finally {
    await Promise.all(searches.map((search) => search.close()));
  }
  return {
    kernels: kernelMeasurements(statuses, searches, contest.measurements),
    goldenResults: searches.flatMap(({ goldenResults }) => goldenResults),
  };
}

test('each kernel proves itself, and is measured from its first hash on, however long threads take to start', async () => {
  // Longer than warming up and measuring together, as on slow ARM boards.
  const createPool: Platform['createPool'] = async (...args) => {
    await new Promise((resolve) => setTimeout(resolve, 1500));
    return nodePlatform.createPool(...args);
  };
  // As if V8 packed vectors, so that every kernel takes part.
  const canPackVectors = () => true;
  const { kernels, goldenResults } = await measure({ ...nodePlatform, createPool, canPackVectors });
  expect(kernels.map(({ kernel }) => kernel)).toEqual(KERNEL_NAMES);
  for (const { rate, reason } of kernels) {
    expect(reason).toBeUndefined();
    expect(rate!.hashRate).toBeGreaterThan(0);
    expect(rate!.slices).toHaveLength(6);
  }
  for (const name of KERNEL_NAMES) {
    const nonces = goldenResults.filter(({ kernel }) => kernel === name).map(({ nonce }) => nonce);
    expect(nonces).toEqual([2573394689, 274148111, 4215469401, 575995682, 3932395645]);
  }
});

test('a kernel that can not be used says why, and is not measured', async () => {
  const readKernel: Platform['readKernel'] = async (name) =>
    name === 'simd' ? new Uint8Array([0, 1, 2]) : nodePlatform.readKernel(name);
  const { kernels } = await measure({ ...nodePlatform, readKernel });
  const [simd, ...others] = kernels;
  expect(simd).toEqual({ kernel: 'simd', reason: expect.stringMatching(/WebAssembly/) });
  for (const { rate } of others) expect(rate!.hashRate).toBeGreaterThan(0);
});

test('a kernel whose file can not be read tells nothing of where it is', async () => {
  const readKernel: Platform['readKernel'] = async (name) => {
    if (name === 'simd') throw new Error("ENOENT: no such file or directory, open '/home/anna/simd.wasm'");
    return nodePlatform.readKernel(name);
  };
  const statuses = await kernelStatuses({ ...nodePlatform, readKernel });
  const [simd, scalar] = kernelMeasurements(statuses, [], []);
  expect(simd).toEqual({ kernel: 'simd', reason: 'its WASM can not be read' });
  // Not measured yet.
  expect(scalar).toEqual({ kernel: 'scalar' });
});

test('what is measured under the flag was not compiled before it was set: V8 keeps one machine code for the same bytes', async () => {
  const { length } = await nodePlatform.readKernel('wide');
  const happened: string[] = [];
  const { Module } = WebAssembly;
  WebAssembly.Module = class extends Module {
    constructor(bytes: BufferSource) {
      super(bytes);
      if (bytes.byteLength === length) happened.push('compiled');
    }
  };
  onTestFinished(() => {
    WebAssembly.Module = Module;
  });
  const packVectors = () => void happened.push('flag set');
  await measure({ ...nodePlatform, canPackVectors: () => true, packVectors });
  expect(happened[0]).toBe('flag set');
  expect(happened).toContain('compiled');
});
