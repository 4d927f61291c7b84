import { createMiner, InputError, type Miner, type SearchState } from 'mine-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scan } from '../support/oracle.js';
import { MAX_NONCE, someHeader } from './support/problems.js';

const HEX = Buffer.from(someHeader()).toString('hex');
/** Bits of 0x1d00ffff. */
const REAL = `${HEX.slice(0, 144)}ffff001d`;
const ALL = '0x'.padEnd(66, 'f');

interface Refusal {
  readonly option: string;
  readonly message: string;
  readonly code?: string;
}

async function refusal(run: () => unknown): Promise<Refusal> {
  try {
    await run();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    const { option, message, code } = error as InputError;
    return { option, message, code };
  }
  throw new Error('Nothing was thrown');
}

let miner: Miner;
beforeAll(async () => {
  miner = await createMiner({ threads: 1 });
});
afterAll(() => miner.close());

describe('createMiner', () => {
  const integer = 'Expected `threads` to be an integer from 1 to 256, got';
  const kernel = 'Expected `kernel` to be auto, simd, scalar, rolling or wide, got';
  const throttle = 'Expected `throttle` to be a number above 0 and up to 100, got';
  it.each([
    ['threads', 0, `${integer} 0`],
    ['threads', -1, `${integer} -1`],
    ['threads', 1.5, `${integer} 1.5`],
    ['threads', Number.NaN, `${integer} NaN`],
    ['threads', 257, `${integer} 257`],
    ['threads', '2', `${integer} "2"`],
    ['threads', null, `${integer} null`],
    ['kernel', 'avx', `${kernel} "avx"`],
    ['kernel', '', `${kernel} ""`],
    ['kernel', 1, `${kernel} 1`],
    ['kernel', null, `${kernel} null`],
    ['throttle', 0, `${throttle} 0`],
    ['throttle', -5, `${throttle} -5`],
    ['throttle', 100.1, `${throttle} 100.1`],
    ['throttle', Number.NaN, `${throttle} NaN`],
    ['throttle', '50', `${throttle} "50"`],
    ['cache', 'no', 'Expected `cache` to be a boolean, got "no"'],
    ['cache', null, 'Expected `cache` to be a boolean, got null'],
  ])('%s: %s', async (option, value, message) => {
    expect(await refusal(() => createMiner({ [option]: value }))).toEqual({
      code: 'ERR_INVALID_OPTION',
      option,
      message,
    });
  });

  it.each([null, 5, 'threads'])('options: %s', async (options) => {
    // @ts-expect-error no object
    expect(await refusal(() => createMiner(options))).toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'options',
    });
  });

  it.each([
    {},
    { threads: undefined, kernel: undefined, throttle: undefined, cache: undefined },
    { threads: 256 },
    { throttle: 0.001 },
    { kernel: 'auto' },
  ] as const)('takes %j', async (options) => {
    const made = await createMiner(options);
    expect(made.threads).toBeGreaterThan(0);
    await made.close();
  });
});

describe('a search', () => {
  const nonces = (name: string, from: number) =>
    `Expected \`nonceRange.${name}\` to be an integer from ${from} to`;
  it.each([
    ['no header', { header: undefined }, 'ERR_INVALID_HEADER', 'header', /, got undefined$/],
    ['not hex', { header: `${HEX.slice(0, 150)}xy` }, 'ERR_INVALID_HEADER', 'header', /hex digits only/],
    ['odd hex', { header: HEX.slice(1) }, 'ERR_INVALID_HEADER', 'header', /151 digits are an odd number/],
    [
      '79 bytes',
      { header: `${HEX}aabbcc` },
      'ERR_INVALID_HEADER',
      'header',
      /76 or 80 bytes in hex \(it has 79\)/,
    ],
    [
      '75 bytes',
      { header: new Uint8Array(75) },
      'ERR_INVALID_HEADER',
      'header',
      /76 or 80 bytes, got 75 bytes$/,
    ],
    ['a number', { header: 5 }, 'ERR_INVALID_HEADER', 'header', /, got 5$/],
    ['target 0', { target: 0n }, 'ERR_INVALID_TARGET', 'target', /from 1 to 2\^256 - 1, got 0n$/],
    ['target 00', { target: '00' }, 'ERR_INVALID_TARGET', 'target', /greater than 0, got "00"$/],
    [
      'target 2^256',
      { target: 1n << 256n },
      'ERR_INVALID_TARGET',
      'target',
      /from 1 to 2\^256 - 1, got 1157920/,
    ],
    [
      'target of 65 digits',
      { target: `1${'0'.repeat(64)}` },
      'ERR_INVALID_TARGET',
      'target',
      /1 to 64 hex digits/,
    ],
    ['target -1', { target: -1n }, 'ERR_INVALID_TARGET', 'target', /, got -1n$/],
    ['target no hex', { target: 'easy' }, 'ERR_INVALID_TARGET', 'target', /hex digits only/],
    ['target a number', { target: 1 }, 'ERR_INVALID_TARGET', 'target', /hex, a bigint or a Target, got 1$/],
    [
      'bits zero',
      { header: `${HEX.slice(0, 144)}00000000`, target: undefined },
      'ERR_INVALID_TARGET',
      'bits',
      /is zero/,
    ],
    [
      'bits negative',
      { header: `${HEX.slice(0, 144)}ffff801d`, target: undefined },
      'ERR_INVALID_TARGET',
      'bits',
      /is negative/,
    ],
    [
      'bits overflow',
      { header: `${HEX.slice(0, 144)}ffff00ff`, target: undefined },
      'ERR_INVALID_TARGET',
      'bits',
      /greater than 2\^256 - 1/,
    ],
    [
      'range reversed',
      { nonceRange: { start: 5, end: 4 } },
      'ERR_INVALID_OPTION',
      'nonceRange.end',
      `${nonces('end', 5)} 4294967295, got 4`,
    ],
    [
      'range beyond',
      { nonceRange: { start: 0, end: MAX_NONCE + 1 } },
      'ERR_INVALID_OPTION',
      'nonceRange.end',
      `${nonces('end', 0)} 4294967295, got 4294967296`,
    ],
    [
      'range below',
      { nonceRange: { start: -1, end: 4 } },
      'ERR_INVALID_OPTION',
      'nonceRange.start',
      `${nonces('start', 0)} 4294967295, got -1`,
    ],
    [
      'range of fractions',
      { nonceRange: { start: 0.5, end: 4 } },
      'ERR_INVALID_OPTION',
      'nonceRange.start',
      /got 0.5$/,
    ],
    ['range empty', { nonceRange: {} }, 'ERR_INVALID_OPTION', 'nonceRange.start', /got undefined$/],
    [
      'range a number',
      { nonceRange: 7 },
      'ERR_INVALID_OPTION',
      'nonceRange',
      /an object with start and end, got 7$/,
    ],
    [
      'signal',
      { signal: {} },
      'ERR_INVALID_OPTION',
      'signal',
      'Expected `signal` to be an AbortSignal, got an object',
    ],
    ['signal null', { signal: null }, 'ERR_INVALID_OPTION', 'signal', /got null$/],
    [
      'timeout 0',
      { timeout: 0 },
      'ERR_INVALID_OPTION',
      'timeout',
      'Expected `timeout` to be a number of seconds above 0, got 0',
    ],
    ['timeout -1', { timeout: -1 }, 'ERR_INVALID_OPTION', 'timeout', /got -1$/],
    ['timeout NaN', { timeout: Number.NaN }, 'ERR_INVALID_OPTION', 'timeout', /got NaN$/],
    ['timeout a string', { timeout: '5' }, 'ERR_INVALID_OPTION', 'timeout', /got "5"$/],
    [
      'progressInterval 9',
      { progressInterval: 9 },
      'ERR_INVALID_OPTION',
      'progressInterval',
      'Expected `progressInterval` to be a number of milliseconds from 10 to 2147483647, got 9',
    ],
    [
      'progressInterval 2^31',
      { progressInterval: 2 ** 31 },
      'ERR_INVALID_OPTION',
      'progressInterval',
      /got 2147483648$/,
    ],
    [
      'progressInterval NaN',
      { progressInterval: Number.NaN },
      'ERR_INVALID_OPTION',
      'progressInterval',
      /got NaN$/,
    ],
    [
      'onProgress',
      { onProgress: true },
      'ERR_INVALID_OPTION',
      'onProgress',
      'Expected `onProgress` to be a function, got true',
    ],
  ])('%s', async (_, options, code, option, message) => {
    const all = { header: HEX, target: ALL, nonceRange: { start: 0, end: 9 }, ...options } as never;
    const expected = { code, option, message: expect.stringMatching(message) };
    if (typeof message === 'string') expected.message = message;
    expect(await refusal(() => miner.search(all))).toEqual(expected);
    // Thrown at once, not by what it returns.
    expect(() => miner.solutions(all)).toThrow(expect.objectContaining(expected));
  });

  it.each(['all', 'highest', null, 1])('order: %s', async (order) => {
    const options = { header: HEX, target: ALL, order } as never;
    expect(await refusal(() => miner.search(options))).toMatchObject({
      code: 'ERR_INVALID_OPTION',
      option: 'order',
      message: expect.stringMatching(/^Expected `order` to be first or lowest, got /),
    });
  });

  it('needs options, which are an object', async () => {
    for (const none of [undefined, null, 'header']) {
      expect((await refusal(() => miner.search(none as never))).option).toBe('options');
      expect((await refusal(() => miner.solutions(none as never))).option).toBe('options');
    }
    expect((await refusal(() => miner.mine([], null as never))).option).toBe('options');
    for (const none of [undefined, null, 'templates', 5, {}]) {
      expect(await refusal(() => miner.mine(none as never))).toMatchObject({
        option: 'templates',
        message: expect.stringMatching(/^Expected `templates` to be an iterable of templates, got /),
      });
    }
    expect((await refusal(() => miner.mine([], { signal: 1 } as never))).option).toBe('signal');
  });

  it.each([
    [{ versionMask: -1 }, 'versionMask', 'an integer from 0 to 4294967295, got -1'],
    [{ versionMask: 2 ** 32 }, 'versionMask', 'an integer from 0 to 4294967295, got 4294967296'],
    [{ versionMask: '1fffe000' }, 'versionMask', 'an integer from 0 to 4294967295, got "1fffe000"'],
    [{ versionRange: { start: 0, end: 1 } }, 'versionRange.end', 'an integer from 0 to 0, got 1'],
    [
      { versionMask: 0x1fffe000, versionRange: { start: 0, end: 65536 } },
      'versionRange.end',
      'an integer from 0 to 65535, got 65536',
    ],
    [
      { versionMask: 0x1fffe000, versionRange: { start: 9, end: 8 } },
      'versionRange.end',
      'an integer from 9 to 65535, got 8',
    ],
    [{ versionMask: 1, versionRange: 7 }, 'versionRange', 'an object with start and end, got 7'],
  ])('refuses versions that are none: %j', async (rolls, option, expected) => {
    const error = await refusal(() => miner.search({ header: HEX, target: ALL, ...(rolls as object) }));
    expect(error).toMatchObject({ code: 'ERR_INVALID_OPTION', option });
    expect(error.message).toBe(`Expected \`${option}\` to be ${expected}`);
  });

  it.each([
    { header: HEX },
    { header: `${HEX}00000000`, target: 1n, nonceRange: { start: 0, end: 0 } },
    { header: REAL, target: undefined, nonceRange: { start: MAX_NONCE, end: MAX_NONCE } },
    { header: HEX, timeout: undefined, signal: undefined, onProgress: undefined, order: undefined },
  ])('takes what is right: %#', async (options) => {
    const result = await miner.search({ target: ALL, ...options });
    expect(result.status).toMatch(/found|exhausted/);
  });
});

describe('resume', () => {
  const target = 1n << 250n;
  const work = { header: HEX, target, nonceRange: { start: 10, end: 4_000_009 } };
  const [first, second] = scan({ header: someHeader(), target, start: 10, end: 1000 });
  const version = Buffer.from(HEX, 'hex').readInt32LE(0);
  const solution = { nonce: first!, version, hashes: 500, seconds: 0.1, kernel: 'simd', threads: 1 };
  const good = {
    format: 1,
    header: HEX,
    target: target.toString(16).padStart(64, '0'),
    order: 'all',
    versionMask: '00000000',
    versionRange: [0, 0],
    nonceRange: [10, 4_000_009],
    interval: ['10', '4000009'],
    left: [
      ['1010', '2009'],
      ['3999010', '4000009'],
    ],
    solutions: [solution],
    hashes: 3_998_000,
    seconds: 12.5,
  };
  const unhashed = scan({ header: someHeader(), target, start: 1010, end: 2009 })[0]!;
  const start = (resume: unknown) => miner.solutions({ ...work, resume: resume as SearchState });

  it('a good one is gone on from', async () => {
    const stream = start(good);
    const nonces: number[] = [];
    for await (const { nonce } of stream) nonces.push(nonce);
    expect(nonces[0]).toBe(first);
    expect(await stream.result).toMatchObject({ status: 'exhausted', hashes: 4_000_000 });
    expect((await stream.result).seconds).toBeGreaterThan(12.5);
  });

  const other = 'that of this search,';
  it.each([
    ['no object', 'resume', 7, 'the state of a search, got 7'],
    ['null', 'resume', null, 'the state of a search, got null'],
    ['an array', 'resume', [], 'the state of a search, got an array of 0'],
    ['another format', 'resume.format', { format: 2 }, '1 (the format of this version), got 2'],
    ['no format', 'resume.format', { format: undefined }, '1 (the format of this version), got undefined'],
    ['another header', 'resume.header', { header: `ff${HEX.slice(2)}` }, other],
    ['a header with its nonce', 'resume.header', { header: `${HEX}00000000` }, other],
    ['another target', 'resume.target', { target: `${'0'.repeat(63)}1` }, other],
    ['another order', 'resume.order', { order: 'lowest' }, 'that of this search, "all", got "lowest"'],
    ['another mask', 'resume.versionMask', { versionMask: '1fffe000' }, other],
    ['other versions', 'resume.versionRange', { versionRange: [0, 1] }, other],
    ['other nonces', 'resume.nonceRange', { nonceRange: [10, 4_000_010] }, other],
    ['another interval', 'resume.interval', { interval: ['10', '4000010'] }, other],
    ['an interval of numbers', 'resume.interval', { interval: [10, 4000009] }, other],
    ['left is none', 'resume.left', { left: '1010-2009' }, 'an array, got "1010-2009"'],
    ['left missing', 'resume.left', { left: undefined }, 'an array, got undefined'],
    ['left of no pairs', 'resume.left[0]', { left: ['1010'] }, 'an array, got "1010"'],
    ['left of numbers', 'resume.left[0]', { left: [[1010, 2009]] }, 'two decimal strings, got an array of 2'],
    ['left of half a pair', 'resume.left[0]', { left: [['1010']] }, 'within 10–4000009, got "[\\"1010\\"]"'],
    ['left of hex', 'resume.left[0]', { left: [['0x10', '0x20']] }, 'two decimal strings'],
    ['left of negatives', 'resume.left[0]', { left: [['-5', '20']] }, 'two decimal strings'],
    ['left below', 'resume.left[0]', { left: [['9', '2009']] }, 'within 10–4000009, got'],
    ['left beyond', 'resume.left[0]', { left: [['1010', '4000010']] }, 'within 10–4000009, got'],
    [
      'left reversed',
      'resume.left[0]',
      { left: [['2009', '1010']] },
      'disjoint from the others, start ≤ end',
    ],
    [
      'left overlapping',
      'resume.left[1]',
      {
        left: [
          ['20', '30'],
          ['30', '40'],
        ],
      },
      'disjoint from the others',
    ],
    [
      'hashes too few',
      'resume.hashes',
      { hashes: 3_997_999 },
      '3998000, what is not left of the interval, got 3997999',
    ],
    ['hashes missing', 'resume.hashes', { hashes: undefined }, '3998000, what is not left'],
    ['seconds negative', 'resume.seconds', { seconds: -1 }, 'a number that is not negative, got -1'],
    [
      'seconds infinite',
      'resume.seconds',
      { seconds: Number.POSITIVE_INFINITY },
      'a number that is not negative',
    ],
    ['seconds a string', 'resume.seconds', { seconds: '12' }, 'a number that is not negative, got "12"'],
    ['solutions missing', 'resume.solutions', { solutions: undefined }, 'an array, got undefined'],
    [
      'a solution of nothing',
      'resume.solutions[0]',
      { solutions: [null] },
      'a solution of this search, got null',
    ],
    [
      'a false solution',
      'resume.solutions[0].nonce',
      { solutions: [{ ...solution, nonce: first! + 1 }] },
      `a solution of this search, got ${first! + 1}`,
    ],
    [
      'a solution outside',
      'resume.solutions[0].nonce',
      { solutions: [{ ...solution, nonce: 9 }] },
      'a solution of this search, got 9',
    ],
    [
      'a solution of half a nonce',
      'resume.solutions[0].nonce',
      { solutions: [{ ...solution, nonce: 10.5 }] },
      'a solution of this search',
    ],
    [
      'a solution of a string',
      'resume.solutions[0].nonce',
      { solutions: [{ ...solution, nonce: `${first}` }] },
      'a solution of this search',
    ],
    [
      'a solution twice',
      'resume.solutions[1].nonce',
      { solutions: [solution, solution] },
      'different from the others and not within what is left',
    ],
    [
      'a solution in what is left',
      'resume.solutions[0].nonce',
      { solutions: [{ ...solution, nonce: unhashed }] },
      'different from the others and not within what is left',
    ],
    [
      'its kernel',
      'resume.solutions[0].kernel',
      { solutions: [{ ...solution, kernel: 'gpu' }] },
      'the name of a kernel, got "gpu"',
    ],
    [
      'its hashes',
      'resume.solutions[0].hashes',
      { solutions: [{ ...solution, hashes: '5' }] },
      'a number that is not negative',
    ],
    [
      'its seconds',
      'resume.solutions[0].seconds',
      { solutions: [{ ...solution, seconds: Number.NaN }] },
      'a number that is not negative',
    ],
    [
      'its threads',
      'resume.solutions[1].threads',
      { solutions: [solution, { ...solution, nonce: second, threads: -1 }] },
      'a number that is not negative',
    ],
  ])('damaged: %s', async (_, option, damage, message) => {
    const isPart = typeof damage === 'object' && damage !== null && !Array.isArray(damage);
    const refused = await refusal(() => start(isPart ? { ...good, ...damage } : damage));
    expect(refused).toMatchObject({ code: 'ERR_INVALID_STATE', option });
    expect(refused.message.startsWith(`Expected \`${option}\` to be ${message}`)).toBe(true);
  });

  it('of a search for one is not taken by one for all, nor the other way round', async () => {
    const { state } = await miner.search({ ...work, target: 1n, nonceRange: { start: 0, end: 99 } });
    const same = { ...work, target: 1n, nonceRange: { start: 0, end: 99 }, resume: state };
    expect((await refusal(() => miner.solutions(same))).option).toBe('resume.order');
    expect((await refusal(() => miner.search({ ...same, order: 'lowest' }))).option).toBe('resume.order');
    expect((await miner.search(same)).status).toBe('exhausted');
  });
});
