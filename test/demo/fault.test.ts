import { expect, test } from 'vitest';
import { tellFault } from '../../demo/src/fault.js';
import { MineWasmError } from '../../src/errors.js';

test('a fault of the engine is told in its own words; anything else in general ones, and thrown', () => {
  const said: string[] = [];
  const say = (message: string) => void said.push(message);
  tellFault(new MineWasmError('ERR_NO_KERNEL', 'No kernel is usable here'), say);
  expect(said).toEqual(['No kernel is usable here.']);
  const bug = new TypeError('x is undefined');
  expect(() => tellFault(bug, say)).toThrow(bug);
  expect(said[1]).toMatch(/^Something went wrong/);
  expect(said[1]).not.toMatch(/undefined/);
});
