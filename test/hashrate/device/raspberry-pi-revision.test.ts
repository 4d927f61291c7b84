import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRevision, formatRevision } from '../../../src/hashrate/device/raspberry-pi-revision.js';

/** From the documentation's list of codes in use. */
const IN_USE = [
  ['900021', 'Model A Plus Rev 1.1', 'BCM2835'],
  ['900032', 'Model B Plus Rev 1.2', 'BCM2835'],
  ['a01041', '2 Model B Rev 1.1', 'BCM2836'],
  ['a22042', '2 Model B Rev 1.2', 'BCM2837'],
  ['a02082', '3 Model B Rev 1.2', 'BCM2837'],
  ['900093', 'Zero Rev 1.3', 'BCM2835'],
  ['a020a0', 'Compute Module 3 Rev 1.0', 'BCM2837'],
  ['9000c1', 'Zero W Rev 1.1', 'BCM2835'],
  ['a020d4', '3 Model B Plus Rev 1.4', 'BCM2837'],
  ['9020e1', '3 Model A Plus Rev 1.1', 'BCM2837'],
  ['a02100', 'Compute Module 3 Plus Rev 1.0', 'BCM2837'],
  ['b03115', '4 Model B Rev 1.5', 'BCM2711'],
  ['902120', 'Zero 2 W Rev 1.0', 'BCM2837'],
  ['c03130', '400 Rev 1.0', 'BCM2711'],
  ['d03140', 'Compute Module 4 Rev 1.0', 'BCM2711'],
  ['e04171', '5 Model B Rev 1.1', 'BCM2712'],
  ['c04180', 'Compute Module 5 Rev 1.0', 'BCM2712'],
  ['d04190', '500 Rev 1.0', 'BCM2712'],
  ['b041a0', 'Compute Module 5 Lite Rev 1.0', 'BCM2712'],
] as const;

const OLD = [
  ['0002', 'Model B Rev 1.0'],
  ['0008', 'Model A Rev 2.0'],
  ['000e', 'Model B Rev 2.0'],
  ['0010', 'Model B Plus Rev 1.2'],
  ['0011', 'Compute Module Rev 1.0'],
  ['0012', 'Model A Plus Rev 1.1'],
  ['0015', 'Model A Plus Rev 1.1'],
] as const;

describe('a revision code', () => {
  it.each(IN_USE)('%s is Raspberry Pi %s, %s', (hex, model, soc) => {
    const code = Number.parseInt(hex, 16);
    expect(decodeRevision(code)).toEqual({ model: `Raspberry Pi ${model}`, soc });
    expect(formatRevision(code)).toBe(hex);
  });

  it.each(OLD)('of the old list, %s is Raspberry Pi %s', (hex, model) => {
    const code = Number.parseInt(hex, 16);
    expect(decodeRevision(code)).toEqual({
      model: `Raspberry Pi ${model}`,
      soc: 'BCM2835',
    });
    expect(formatRevision(code)).toBe(hex);
  });

  it('keeps its meaning where overclocking has set a warranty bit', () => {
    expect(decodeRevision(0x100000e)).toEqual(decodeRevision(0xe));
    expect(decodeRevision(0x2a02082)).toEqual(decodeRevision(0xa02082));
    expect(decodeRevision(0x1900032)).toEqual(decodeRevision(0x900032));
    // The topmost bits, which deny overvoltage and the programming and reading of OTP memory.
    expect(decodeRevision(0xe0c03114)).toEqual(decodeRevision(0xc03114));
    expect(formatRevision(0xe0c03114)).toBe('e0c03114');
  });

  it.each([0, 1, 0xa, 0x16, 0xffff, 0xc050f0, 0xc03ff0, 0xc0f110])('%i is no known board', (code) => {
    expect(decodeRevision(code)).toBeUndefined();
  });

  it('gives the fields that were put into it', () => {
    const field = (max: number) => fc.nat(max);
    fc.assert(
      fc.property(field(15), field(6), field(15), (revision, memory, maker) => {
        const code = ((1 << 23) | (memory << 20) | (maker << 16) | (3 << 12) | (0x11 << 4) | revision) >>> 0;
        expect(decodeRevision(code)).toEqual({
          model: `Raspberry Pi 4 Model B Rev 1.${revision}`,
          soc: 'BCM2711',
        });
      }),
    );
  });
});
