import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { readPlainSearch, SEARCH_OPTIONS } from '../../src/cli/search-options.js';

/** What commander makes of a command line: the flags of a search, or undefined for anything else. */
async function byCommander(args: readonly string[]): Promise<object | undefined> {
  let flags: object | undefined;
  const program = createProgram(async (given) => {
    flags = given;
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut() {}, writeErr() {} });
  }
  await program.parseAsync([...args], { from: 'user' }).catch(() => {});
  return flags;
}

const words = SEARCH_OPTIONS.map(([flag]) => flag.split(' ')[0]!);
const word = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 4, arbitrary: fc.constantFrom('00ff', '7', '1e0fffff', 'x', 'first') },
  fc.constantFrom(
    '-5',
    '-',
    '--',
    '',
    'verify',
    '--help',
    '-h',
    '-V',
    '--color',
    '--header=00',
    '--json=1',
    '--he',
  ),
);

describe('a plain search', () => {
  it('is read as commander reads it', async () => {
    const args = ['--header', 'ab', '--nonce-end', '9', '--version-mask', '1fffe000', '--all', '--no-color'];
    const flags = { header: 'ab', nonceEnd: '9', versionMask: '1fffe000', all: true, color: false };
    expect(readPlainSearch(args)).toEqual(flags);
    expect(await byCommander(args)).toEqual(flags);
  });

  it('and whatever is anything else is left to commander', async () => {
    let plain = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), async (args) => {
        const flags = readPlainSearch(args);
        if (flags === undefined) return;
        plain++;
        expect(flags).toEqual(await byCommander(args));
      }),
      { numRuns: 3000 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  it.each([
    [[]],
    [['--help']],
    [['verify', 'ab']],
    [['--header']],
    [['--header=ab']],
    [['--header', 'ab', 'stray']],
    [['--header', '--json']],
    [['--hedaer', 'ab']],
  ])('is not: %j', (args) => {
    expect(readPlainSearch(args)).toBeUndefined();
  });
});
