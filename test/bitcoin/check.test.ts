import { describe, expect, it } from 'vitest';
import { checkInteger } from '../../src/bitcoin/check.js';

describe('checkInteger', () => {
  it('turns -0, which JSON and hex would lose, into 0', () => {
    expect(checkInteger(-0, 0, 5, 'x')).toBe(0);
  });
});
