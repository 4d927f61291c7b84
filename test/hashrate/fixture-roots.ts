import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Host } from '../../src/hashrate/device/host.js';

export const MODELS = ['zero-2-w', '3-model-b-plus', '4-model-b', '400', '5-model-b'] as const;
export type Model = (typeof MODELS)[number];

/** Files by their path; `undefined` takes one away. */
export type Files = Readonly<Record<string, string | Uint8Array | undefined>>;

/** A made-up machine's root, until the test has finished. */
export function rootOf(files: Files = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'mine-wasm-root-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  change(root, files);
  return root;
}

/** A copy of a Raspberry Pi's, with changes. */
export function rootOfModel(model: Model, changes: Files = {}): string {
  const root = rootOf();
  cpSync(fixture(model), root, { recursive: true });
  change(root, changes);
  return root;
}

export function fixture(model: Model): string {
  return fileURLToPath(new URL(`fixtures/${model}`, import.meta.url));
}

export function change(root: string, files: Files): void {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, path);
    rmSync(file, { recursive: true, force: true });
    if (content === undefined) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** What Node tells on a Linux of which it knows nothing more. */
export const HOST: Host = {
  platform: 'linux',
  architecture: 'arm64',
  type: 'Linux',
  release: '0.0.0-host',
  machine: 'aarch64',
  memoryBytes: 1_000_000,
  processors: 64,
  parallelism: 48,
  cpuModel: 'unknown',
};
