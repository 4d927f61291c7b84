import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Header } from '../../src/bitcoin/header.js';
import {
  describePadding,
  FlagError,
  ownTarget,
  parseChoice,
  parseInteger,
  parsePositive,
  parseTarget,
  toFlagError,
  withNames,
} from '../../src/cli/flags.js';
import { InputError } from '../../src/errors.js';
import { headers } from '../bitcoin/vectors.js';

function refusalOf(parse: () => unknown): FlagError {
  try {
    parse();
  } catch (error) {
    expect(error).toBeInstanceOf(FlagError);
    return error as FlagError;
  }
  throw new Error('it was accepted');
}

describe('parseInteger', () => {
  test('takes decimal and hexadecimal', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (value) => {
        const hex = value.toString(16);
        for (const text of [String(value), `0x${hex}`, `0X${hex.toUpperCase()}`, `00${value}`]) {
          expect(parseInteger('--n', text, 0, 0xffffffff)).toBe(value);
        }
      }),
    );
  });

  test.for([
    '',
    ' ',
    '1 ',
    '-0',
    '+1',
    '1.0',
    '1e3',
    '0x',
    'ff',
    '0b1',
    '0o7',
    '1_000',
    '٣',
    'NaN',
    'Infinity',
  ])('refuses %j', (text) => {
    const { flag, message, code } = refusalOf(() => parseInteger('--n', text, 0, 9));
    expect({ flag, message, code }).toEqual({
      flag: '--n',
      message: `expected an integer from 0 to 9, decimal or 0x…, got ${JSON.stringify(text)}`,
      code: 'ERR_INVALID_OPTION',
    });
  });

  test('refuses what is outside', () => {
    expect(parseInteger('--n', '3', 3, 5)).toBe(3);
    expect(parseInteger('--n', '5', 3, 5)).toBe(5);
    for (const text of ['2', '6', '0x6', '99999999999999999999999'])
      refusalOf(() => parseInteger('--n', text, 3, 5));
  });
});

describe('parsePositive', () => {
  test.for([
    ['1', 1],
    ['0.5', 0.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['1E-3', 0.001],
  ] as const)('%s', ([text, value]) => {
    expect(parsePositive('--n', text)).toBe(value);
  });

  test.for(['0', '0.0', '-1', '+1', '', '.', '1e', 'x', '0x10', 'NaN', 'Infinity', '1e999', '1e-999', '1,5'])(
    'refuses %j',
    (text) => {
      expect(refusalOf(() => parsePositive('--n', text)).message).toBe(
        `expected a number above 0, got ${JSON.stringify(text)}`,
      );
    },
  );

  test('the most', () => {
    expect(parsePositive('--n', '100', 100)).toBe(100);
    expect(refusalOf(() => parsePositive('--n', '100.1', 100)).message).toBe(
      'expected a number above 0 and up to 100, got "100.1"',
    );
  });
});

test('parseChoice', () => {
  expect(parseChoice('--x', 'b', ['a', 'b'])).toBe('b');
  expect(refusalOf(() => parseChoice('--x', 'B', ['a', 'b'])).message).toBe('expected a or b, got "B"');
  // Not a property of every object either.
  refusalOf(() => parseChoice('--x', 'constructor', ['a', 'b']));
});

describe('parseTarget', () => {
  test('one of the three, or none', () => {
    const one = `00000000ffff${'0'.repeat(52)}`;
    expect(parseTarget({})).toBeUndefined();
    for (const flags of [{ target: one }, { bits: '1d00ffff' }, { difficulty: '1' }]) {
      expect(parseTarget(flags)?.toHex()).toBe(one);
    }
  });

  test('not two', () => {
    expect(refusalOf(() => parseTarget({ bits: '1d00ffff', difficulty: '1' }))).toMatchObject({
      flag: '--difficulty',
      message: 'expected only one of --target, --bits and --difficulty, got --bits and --difficulty',
    });
  });
});

describe('the names of things', () => {
  const fault = (option: string) => new InputError('ERR_INVALID_STATE', option, 'good', 'bad');

  test.for([
    ['header', '--header', 'expected good, got "bad"'],
    ['nonceRange.end', '--nonce-end', 'expected good, got "bad"'],
    ['resume', '--resume', 'expected good, got "bad"'],
    ['resume.left[0]', '--resume', 'expected `left[0]` to be good, got "bad"'],
    ['else', 'else', 'expected good, got "bad"'],
  ] as const)('%s', ([option, flag, message]) => {
    const cause = fault(option);
    expect(toFlagError(cause)).toMatchObject({ flag, message, code: 'ERR_INVALID_STATE', cause });
  });

  test('differ by command', () => {
    expect(toFlagError(fault('header'), { header: '<header>' }).flag).toBe('<header>');
    expect(withNames({}, () => 5)).toBe(5);
    const failing = () => {
      throw fault('header');
    };
    expect(refusalOf(() => withNames({ header: '<value>' }, failing)).flag).toBe('<value>');
    const crash = new Error('a bug');
    expect(() =>
      withNames({}, () => {
        throw crash;
      }),
    ).toThrow(crash);
  });

  test("the header's own bits are told as the header's", () => {
    const { header, target } = headers[0]!;
    expect(ownTarget(Header.from(header), '--header').toHex()).toBe(target);
    const zero = Header.from(`${header.slice(0, 144)}0000000000000000`);
    expect(refusalOf(() => ownTarget(zero, '<header>'))).toMatchObject({
      flag: '<header>',
      code: 'ERR_INVALID_TARGET',
      message: expect.stringContaining('give --target, --bits or --difficulty'),
    });
  });
});

test('describePadding', () => {
  expect(describePadding('f'.repeat(64))).toBeUndefined();
  expect(describePadding(`0x${'f'.repeat(64)}`)).toBeUndefined();
  expect(describePadding(`0X${'f'.repeat(63)}`)).toBe('--target has 63 digits; padded on the left to 64');
});
