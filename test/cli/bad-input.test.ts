import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonLines, run, temporaryFolder } from './command.js';
import { BLOCK, OTHER_HEADER } from './samples.js';

const { header } = BLOCK;
const on = (...flags: string[]) => ['--header', header, ...flags];

/** [the command line, the flag at fault, what was expected, what came]; exit 2 and one line for each. */
type Case = readonly [args: string[], flag: string, expected: string | RegExp, got: string, code?: string];

const HEADER = 'ERR_INVALID_HEADER';
const TARGET = 'ERR_INVALID_TARGET';
const OPTION = 'ERR_INVALID_OPTION';
const STATE = 'ERR_INVALID_STATE';
const USAGE = 'ERR_USAGE';

const NONCE = 'an integer from 0 to 4294967295, decimal or 0x…';
const THREADS = 'an integer from 1 to 256, decimal or 0x…';

const CASES: Record<string, readonly Case[]> = {
  header: [
    [[], '--header', 'a block header of 76 or 80 bytes in hex', 'none', HEADER],
    [['--target', 'ff'], '--header', 'a block header of 76 or 80 bytes in hex', 'none', HEADER],
    [
      ['--header', `xy${header.slice(2)}`],
      '--header',
      'hex digits only (character 1 of 160 is "x")',
      '(160 characters)',
      HEADER,
    ],
    [
      ['--header', header.slice(1)],
      '--header',
      'whole bytes of hex (159 digits are an odd number)',
      '(159 characters)',
      HEADER,
    ],
    [
      ['--header', header.slice(2)],
      '--header',
      '76 or 80 bytes in hex (it has 79)',
      '(158 characters)',
      HEADER,
    ],
    [
      ['--header', `${header}00`],
      '--header',
      '76 or 80 bytes in hex (it has 81)',
      '(162 characters)',
      HEADER,
    ],
    [['--header', ''], '--header', '76 or 80 bytes in hex (it has 0)', '""', HEADER],
    [['--header', `${header} `], '--header', 'hex digits only', '(161 characters)', HEADER],
    [
      ['--header', `${header.slice(0, 144)}00000000`],
      '--header',
      /bits in the header .* \(its value is zero\)/,
      '"00000000"',
      TARGET,
    ],
    [
      ['--header', `${header.slice(0, 144)}ffffffff`],
      '--header',
      /bits in the header .*; give --target/,
      '"ffffffff"',
      TARGET,
    ],
  ],
  target: [
    [on('--target', 'zz'), '--target', 'hex digits only (character 1 of 2 is "z")', '"zz"', TARGET],
    [on('--target', ''), '--target', '1 to 64 hex digits (it has 0)', '""', TARGET],
    [on('--target', '0x'), '--target', '1 to 64 hex digits (it has 0)', '"0x"', TARGET],
    [on('--target', '1'.repeat(65)), '--target', '1 to 64 hex digits (it has 65)', '"1111', TARGET],
    [on('--target', '0'), '--target', 'greater than 0', '"0"', TARGET],
    [on('--target', '0'.repeat(64)), '--target', 'greater than 0', '"0000', TARGET],
    [on('--target', '-1'), '--target', 'hex digits only', '"-1"', TARGET],
  ],
  bits: [
    [on('--bits', '00000000'), '--bits', '(its value is zero)', '"00000000"', TARGET],
    [on('--bits', '1d80ffff'), '--bits', /negative/, '"1d80ffff"', TARGET],
    [on('--bits', 'ff00ffff'), '--bits', /overflow|2\^256|256 bits/, '"ff00ffff"', TARGET],
    [on('--bits', 'hello'), '--bits', /hex digits/, '"hello"', TARGET],
    [on('--bits', '1d00ff'), '--bits', /8 hex digits/, '"1d00ff"', TARGET],
    [on('--bits', ''), '--bits', /8 hex digits/, '""', TARGET],
  ],
  difficulty: [
    [on('--difficulty', '0'), '--difficulty', 'a number greater than 0', '"0"', TARGET],
    [on('--difficulty', '-1'), '--difficulty', 'a number greater than 0', '"-1"', TARGET],
    [on('--difficulty', 'hard'), '--difficulty', 'a number greater than 0', '"hard"', TARGET],
    [on('--difficulty', 'NaN'), '--difficulty', 'a number greater than 0', '"NaN"', TARGET],
    [on('--difficulty', 'Infinity'), '--difficulty', 'a number greater than 0', '"Infinity"', TARGET],
    [on('--difficulty', '1e400'), '--difficulty', 'at most 65535 * 2^208', '"1e400"', TARGET],
    [on('--difficulty', '1e-400'), '--difficulty', /at least 2\.3\d*e-10/, '"1e-400"', TARGET],
    [on('--difficulty', '1e999999999'), '--difficulty', '', '"1e999999999"', TARGET],
    [on('--difficulty', ''), '--difficulty', 'a number greater than 0', '""', TARGET],
  ],
  interval: [
    [on('--nonce-start', '5', '--nonce-end', '4'), '--nonce-end', 'at least --nonce-start, 5', '4', OPTION],
    [on('--nonce-start', '4294967296'), '--nonce-start', NONCE, '"4294967296"', OPTION],
    [on('--nonce-end', '4294967296'), '--nonce-end', NONCE, '"4294967296"', OPTION],
    [on('--nonce-end', '0x100000000'), '--nonce-end', NONCE, '"0x100000000"', OPTION],
    [on('--nonce-start', '-1'), '--nonce-start', NONCE, '"-1"', OPTION],
    [on('--nonce-start', '0xzz'), '--nonce-start', NONCE, '"0xzz"', OPTION],
    [on('--nonce-start', '1.5'), '--nonce-start', NONCE, '"1.5"', OPTION],
    [on('--nonce-start', '1e3'), '--nonce-start', NONCE, '"1e3"', OPTION],
    [on('--nonce-end', ''), '--nonce-end', NONCE, '""', OPTION],
    [on('--nonce-end', 'ff'), '--nonce-end', NONCE, '"ff"', OPTION],
  ],
  threads: ['0', '-1', '1.5', '99999', '257', 'x', '', 'NaN'].map(
    (value): Case => [on('--threads', value), '--threads', THREADS, `"${value}"`, OPTION],
  ),
  kernel: ['turbo', 'SIMD', ''].map(
    (value): Case => [
      on('--kernel', value),
      '--kernel',
      /^auto, simd, scalar, rolling or wide/,
      `"${value}"`,
      OPTION,
    ],
  ),
  throttle: ['0', '101', '-5', 'x', '50%'].map(
    (value): Case => [
      on('--throttle', value),
      '--throttle',
      'a number above 0 and up to 100',
      `"${value}"`,
      OPTION,
    ],
  ),
  'max-temp': ['0', '3', '19.9', '-5', '125.1', 'hot', '80°C', ''].map(
    (value): Case => [
      on('--max-temp', value),
      '--max-temp',
      'a number of °C from 20 to 125',
      `"${value}"`,
      OPTION,
    ],
  ),
  timeout: ['0', '-1', 'x', 'Infinity', '1e999', '5s'].map(
    (value): Case => [on('--timeout', value), '--timeout', 'a number above 0', `"${value}"`, OPTION],
  ),
  order: ['last', 'all', ''].map(
    (value): Case => [on('--order', value), '--order', 'first or lowest', `"${value}"`, OPTION],
  ),
  contradictions: [
    [
      on('--target', 'ff', '--bits', '1d00ffff'),
      '--bits',
      'only one of --target, --bits and --difficulty',
      '--target and --bits',
      OPTION,
    ],
    [
      on('--difficulty', '1', '--bits', '1d00ffff'),
      '--difficulty',
      'only one of',
      '--bits and --difficulty',
      OPTION,
    ],
    [
      on('--difficulty', '1', '--bits', '1d00ffff', '--target', 'ff'),
      '--bits',
      'only one of',
      '--target and --bits and --difficulty',
      OPTION,
    ],
    [on('--all', '--order', 'lowest'), '--all', 'without --order', 'both', OPTION],
    [on('--all', '--order', 'first'), '--all', 'without --order', 'both', OPTION],
    [
      ['verify', header, '--target', 'ff', '--bits', '1d00ffff'],
      '--bits',
      'only one of',
      '--target and --bits',
      OPTION,
    ],
  ],
  usage: [
    [on('--haeder', 'x'), '--haeder', 'a flag that exists', 'an unknown one (did you mean --header)', USAGE],
    [on('-x'), '-x', 'a flag that exists', 'an unknown one (see --help)', USAGE],
    [on('--threads=2', '--wat=3'), '--wat', 'a flag that exists', 'an unknown one', USAGE],
    [['verify', header, '--threads', '2'], '--threads', 'a flag that exists', 'an unknown one', USAGE],
    [['--threads', '2', 'verify', header], '--threads', 'no such flag for verify', 'one', USAGE],
    [['--resume', 'x', 'info'], '--resume', 'no such flag for info', 'one', USAGE],
    [
      ['verfy', header],
      '<command>',
      'flags or one of verify, decode, grind, solo, bench, clock, demo, info',
      '"verfy"',
      USAGE,
    ],
    [
      on('stray'),
      '<command>',
      'flags or one of verify, decode, grind, solo, bench, clock, demo, info',
      '"stray"',
      USAGE,
    ],
    [['verify', header, header], 'verify', 'nothing more', `"${header}"`, USAGE],
    [['info', 'x'], 'info', 'nothing more', '"x"', USAGE],
    [['--header'], '--header', 'a value', 'none', USAGE],
    [on('--target'), '--target', 'a value', 'none', USAGE],
    [['verify'], '<header>', 'a value', 'none', USAGE],
  ],
  verify: [
    [['verify', header.slice(0, 152)], '<header>', '80 bytes in hex (it has 76)', '(152 characters)', HEADER],
    [['verify', 'zz'], '<header>', 'hex digits only', '"zz"', HEADER],
    [['verify', header, '--target', ''], '--target', '1 to 64 hex digits', '""', TARGET],
    [['verify', header, '--target', 'zz'], '--target', 'hex digits only', '"zz"', TARGET],
    [['verify', header, '--difficulty', '0'], '--difficulty', 'a number greater than 0', '"0"', TARGET],
    [
      ['verify', `${header.slice(0, 144)}0000000000000000`],
      '<header>',
      'bits in the header',
      '"00000000"',
      TARGET,
    ],
  ],
  decode: [
    [['decode'], '<value>', 'one header, bits, difficulty or target', 'nothing', OPTION],
    [
      ['decode', '5', '--bits', '1d00ffff'],
      '<value>',
      'one header, bits, difficulty or target',
      'several',
      OPTION,
    ],
    [
      ['decode', 'junk'],
      '<value>',
      'a header (76 or 80 bytes in hex), bits (8 hex digits) or a difficulty',
      '"junk"',
      OPTION,
    ],
    [
      ['decode', '1d00ff'],
      '<value>',
      'a header (76 or 80 bytes in hex), bits (8 hex digits) or a difficulty',
      '"1d00ff"',
      OPTION,
    ],
    [
      ['decode', ''],
      '<value>',
      'a header (76 or 80 bytes in hex), bits (8 hex digits) or a difficulty',
      '""',
      OPTION,
    ],
    [['decode', '0'], '<value>', 'a number greater than 0', '"0"', TARGET],
    [['decode', 'ff00ffff'], '<value>', '', '"ff00ffff"', TARGET],
    [
      ['decode', header.slice(0, 100)],
      '<value>',
      '76 or 80 bytes in hex (it has 50)',
      '(100 characters)',
      HEADER,
    ],
    [
      ['decode', `${header.slice(0, -1)}g`],
      '<value>',
      'hex digits only (character 160 of 160 is "g")',
      '(160 characters)',
      HEADER,
    ],
    [['decode', '--difficulty', 'x'], '--difficulty', 'a number greater than 0', '"x"', TARGET],
  ],
};

async function expectRefusal([args, flag, expected, got, code]: Case): Promise<void> {
  const [plain, json] = await Promise.all([run(args), run(['--json', ...args])]);
  expect(plain).toMatchObject({ code: 2, signal: null, stdout: '' });
  expect(plain.stderr.startsWith(`mine-wasm: ${flag}: expected `)).toBe(true);
  const [line, ...rest] = plain.stderr.split('\n');
  expect(rest).toEqual(['']);
  const message = line!.slice(`mine-wasm: ${flag}: `.length);
  const at = message.lastIndexOf(', got ');
  const [wanted, came] = [message.slice('expected '.length, at), message.slice(at + ', got '.length)];
  if (typeof expected === 'string') expect(wanted).toContain(expected);
  else expect(`${wanted}, got ${came}`).toMatch(expected);
  expect(came).toContain(got);

  expect(json).toMatchObject({ code: 2, signal: null, stdout: '' });
  expect(jsonLines(json.stderr)).toEqual([{ type: 'error', code, message, option: flag }]);
}

for (const [about, cases] of Object.entries(CASES)) {
  describe(about, () => {
    const named = cases.map((item) => {
      const shown = item[0].map((word) => (word.length > 40 ? `${word.slice(0, 12)}…` : word || "''"));
      return [shown.join(' ') || 'nothing', item] as const;
    });
    test.for(named)('%s', ([, item]) => expectRefusal(item));
  });
}

describe('resume file', () => {
  const folder = temporaryFolder();
  const state = {
    format: 1,
    header: OTHER_HEADER,
    target: '1'.padStart(64, '0'),
    order: 'first',
    versionMask: '00000000',
    versionRange: [0, 0],
    nonceRange: [0, 1000],
    interval: ['0', '1000'],
    left: [['0', '1000']],
    solutions: [],
    hashes: 0,
    seconds: 0,
  };
  const command = ['--header', OTHER_HEADER, '--target', state.target, '--nonce-end', '1000'];
  let count = 0;
  /** The command with a resume file of this content. */
  function holding(content: unknown, ...flags: string[]): string[] {
    const path = join(folder, `${count++}.json`);
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return [...command, '--resume', path, ...flags];
  }

  test('the state of these tests is a good one', async () => {
    expect((await run(holding(state))).code).toBe(1);
  });

  mkdirSync(join(folder, 'folder'));
  const cases: Record<string, Case> = {
    'a folder': [
      [...command, '--resume', join(folder, 'folder')],
      '--resume',
      'a readable file',
      'EISDIR',
      STATE,
    ],
    'in a folder that is none': [
      [...command, '--resume', join(folder, 'none', 'x')],
      '--resume',
      'a file that can be written',
      'ENOENT',
      STATE,
    ],
    'without a name': [[...command, '--resume', ''], '--resume', 'the path of a file', '""', OPTION],
    empty: [holding(''), '--resume', 'a search state in JSON', '0 characters', STATE],
    'no JSON': [holding('{"format":'), '--resume', 'a search state in JSON', '10 characters', STATE],
    null: [holding('null'), '--resume', 'the state of a search', 'null', STATE],
    'an array': [holding([]), '--resume', 'the state of a search', 'an array of 0', STATE],
    'of another shape': [holding({ name: 'x' }), '--resume', '`format` to be 1', 'undefined', STATE],
    'of a format to come': [holding({ ...state, format: 2 }), '--resume', '`format` to be 1', '2', STATE],
    'another header': [
      holding({ ...state, header: header.slice(0, 152) }),
      '--resume',
      '`header` to be that of this search',
      '(152 characters)',
      STATE,
    ],
    'another target': [
      holding({ ...state, target: 'f'.repeat(64) }),
      '--resume',
      '`target` to be that of this search',
      '"ffff',
      STATE,
    ],
    'another interval': [
      holding({ ...state, interval: ['0', '1001'] }),
      '--resume',
      '`interval` to be that of this search',
      '',
      STATE,
    ],
    'another order': [
      holding(state, '--order', 'lowest'),
      '--resume',
      '`order` to be that of this search, "lowest"',
      '"first"',
      STATE,
    ],
    'a search for all': [
      holding(state, '--all'),
      '--resume',
      '`order` to be that of this search, "all"',
      '"first"',
      STATE,
    ],
    'no intervals': [holding({ ...state, left: 5 }), '--resume', '`left` to be an array', '5', STATE],
    'an interval outside': [
      holding({ ...state, left: [['0', '2000']] }),
      '--resume',
      '`left[0]` to be within 0–1000',
      '',
      STATE,
    ],
    'a false count': [holding({ ...state, hashes: 7 }), '--resume', '`hashes` to be 0', '7', STATE],
    'a false solution': [
      holding({
        ...state,
        left: [],
        hashes: 1001,
        solutions: [{ nonce: 5, hashes: 5, seconds: 1, kernel: 'simd', threads: 1 }],
      }),
      '--resume',
      '`solutions[0].nonce` to be a solution of this search',
      '5',
      STATE,
    ],
  };
  test.for(Object.entries(cases))('%s', ([, item]) => expectRefusal(item));
});

describe('what is padded is told', () => {
  test.for([
    [
      'search',
      [...on('--target', 'ffff', '--nonce-end', '10')],
      '--target has 4 digits; padded on the left to 64',
    ],
    [
      'search',
      [...on('--target', '0xfff', '--nonce-end', '10')],
      '--target has 3 digits; padded on the left to 64',
    ],
    ['verify', ['verify', header, '--target', 'ffff'], '--target has 4 digits; padded on the left to 64'],
    ['decode', ['decode', '--target', 'ffff'], '--target has 4 digits; padded on the left to 64'],
  ] as const)('%s', async ([, args, note]) => {
    const { stderr } = await run(args);
    expect(stderr.split('\n')[0]).toBe(note);
  });

  test('a whole target needs no note', async () => {
    const { stderr } = await run(['verify', header, '--target', BLOCK.target]);
    expect(stderr).toBe('');
  });
});
