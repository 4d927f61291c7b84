import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boardModel } from '../../src/engine/board-model.js';

let root: string;
const tree = () => join(root, 'proc/device-tree');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'mine-wasm-root-'));
  mkdirSync(tree(), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it.each([
  // As the firmware writes them: ending in NUL, without a new line.
  ['Raspberry Pi 4 Model B Rev 1.4\0', 'Raspberry Pi 4 Model B Rev 1.4'],
  ['Raspberry Pi Zero 2 W Rev 1.0\0', 'Raspberry Pi Zero 2 W Rev 1.0'],
  ['Hardkernel ODROID-N2', 'Hardkernel ODROID-N2'],
  [' \0', ''],
  ['', ''],
])('the model %j of the device tree is %j', (content, model) => {
  writeFileSync(join(tree(), 'model'), content);
  expect(boardModel(root)).toBe(model);
});

it('is empty where there is no device tree, or one without a model', () => {
  expect(boardModel(root)).toBe('');
  rmSync(tree(), { recursive: true });
  expect(boardModel(root)).toBe('');
});
