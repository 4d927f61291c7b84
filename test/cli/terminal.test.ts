import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { jsonLines, start, temporaryFolder } from './command.js';
import { BLOCK, interval, OTHER_HEADER, windowAround } from './samples.js';
import { hasScript, startOnTerminal } from './terminal.js';

const ENDLESS = ['--header', OTHER_HEADER, '--target', '1'.padStart(64, '0')];
const ESC = '\x1b';
const HIDE = `${ESC}[?25l`;
const SHOW = `${ESC}[?25h`;
/** A colour or another rendition. */
const COLOUR = new RegExp(`${ESC}\\[[\\d;]*m`);
const CTRL_C = '\x03';

function expectCursorVisible(screen: string): void {
  expect(screen.lastIndexOf(SHOW)).toBeGreaterThanOrEqual(screen.lastIndexOf(HIDE));
}

/** What was on the screen line by line: a line that is written over counts again. */
function linesOf(screen: string): string[] {
  const cursorToColumn = new RegExp(`${ESC}\\[\\d*G`, 'g');
  return stripVTControlCharacters(screen.replaceAll(cursorToColumn, '\n')).split(/[\r\n]+/);
}

/** The states of the bar, without the terminal's echo of Ctrl-C. */
function barsOf(screen: string): string[] {
  const lines = linesOf(screen).map((line) => line.replace(/\^C$/, ''));
  return lines.filter((line) => /^[█░]{20} /.test(line));
}

describe.skipIf(!hasScript)('on a terminal', () => {
  test('a bar in colours, and Ctrl-C gives the terminal back and says what is left', async () => {
    const running = startOnTerminal(ENDLESS);
    await running.shows('stdout', /H\/s/);
    running.child.stdin!.write(CTRL_C);
    const { code, stdout: screen } = await running.ended;
    expect(code).toBe(130);
    expect(screen).toContain(HIDE);
    expectCursorVisible(screen);
    expect(screen).toMatch(COLOUR);
    const bars = barsOf(screen);
    expect(bars.length).toBeGreaterThan(0);
    for (const bar of bars) expect(bar.length).toBeLessThanOrEqual(80);
    expect(bars.join('\n')).toMatch(/ \d[\d.e-]* % {3}[\d.]+ [kM]?H\/s {3}chance [\d.e-]+ %/);
    expect(linesOf(screen).join('\n')).toMatch(
      /^Interrupted after .+\nLeft: \d+–.+\nGo on with --nonce-start \d+/m,
    );
    // The bar is gone before that is said.
    expect(
      screen.lastIndexOf('█') < screen.indexOf('Interrupted') &&
        screen.lastIndexOf('░') < screen.indexOf('Interrupted'),
    ).toBe(true);
  });

  test('Ctrl-C twice, while nobody reads stdout, leaves the cursor visible too', async () => {
    const fifo = join(temporaryFolder(), 'fifo');
    expect(spawnSync('mkfifo', [fifo]).status).toBe(0);
    // Open and never read: the command soon waits to hand its solutions over.
    const reader = openSync(fifo, constants.O_RDWR);
    const args = ['--header', OTHER_HEADER, '--target', 'ff'.repeat(32), '--all'];
    const running = startOnTerminal(args, { redirections: `>'${fifo}'` });
    await running.shows('stdout', /H\/s/);
    // Signals that come together count as one.
    const typing = setInterval(() => running.child.stdin!.write(CTRL_C), 100);
    const { code, stdout: screen } = await running.ended;
    clearInterval(typing);
    closeSync(reader);
    expect(code).toBe(130);
    expect(screen).toContain(HIDE);
    expectCursorVisible(screen);
    expect(screen).not.toContain('Interrupted');
  });

  test.for([
    ['--no-color', [...ENDLESS, '--no-color'], {}],
    ['NO_COLOR', ENDLESS, { NO_COLOR: '1' }],
  ] as const)('no colours with %s', async ([, args, env]) => {
    const running = startOnTerminal(args, { env });
    await running.shows('stdout', /H\/s/);
    running.child.stdin!.write(CTRL_C);
    const { stdout: screen } = await running.ended;
    expect(barsOf(screen).length).toBeGreaterThan(0);
    expect(screen).not.toMatch(COLOUR);
    expectCursorVisible(screen);
  });

  test.for([
    ['of the search', ['--header', 'zz']],
    ['of a command', ['verify', 'zz']],
    ['of usage', ['--wat']],
  ] as const)('errors %s in colour, and without with --no-color', async ([, args]) => {
    const coloured = await startOnTerminal(args).ended;
    expect(coloured).toMatchObject({ code: 2 });
    expect(coloured.stdout.startsWith(`${ESC}[31mmine-wasm:${ESC}[39m `)).toBe(true);
    const plain = await startOnTerminal([...args, '--no-color']).ended;
    expect(plain.stdout).toMatch(/^mine-wasm: /);
    expect(plain.stdout).not.toContain(ESC);
  });

  test('no bar and no escape codes with --json, --quiet and TERM=dumb', async () => {
    for (const [flags, env] of [
      [['--json'], {}],
      [['--quiet'], {}],
      [[], { TERM: 'dumb' }],
    ] as const) {
      const { code, stdout: screen } = await startOnTerminal([...ENDLESS, '--timeout', '0.5', ...flags], {
        env,
      }).ended;
      expect(code).toBe(124);
      expect(screen).not.toContain(ESC);
      expect(screen).not.toMatch(/[█░]/);
    }
  });

  test('the result is a line of its own, and a redirected stdout has nothing else', async () => {
    const args = ['--header', BLOCK.header, ...interval(windowAround(BLOCK.nonce, 3_000_000))];
    const result = `nonce   ${BLOCK.nonce}\nhash    ${BLOCK.hash}\nheader  ${BLOCK.header}\n`;
    const shown = await startOnTerminal(args).ended;
    expect(shown.code).toBe(0);
    expectCursorVisible(shown.stdout);
    expect(linesOf(shown.stdout).join('\n')).toMatch(new RegExp(`^${result}Found and verified after `, 'm'));

    const path = join(temporaryFolder(), 'out');
    const redirected = await startOnTerminal(args, { redirections: `>'${path}'` }).ended;
    expect(redirected.code).toBe(0);
    expect(readFileSync(path, 'utf8')).toBe(result);
  });

  test.for([40, 60, 80, 120])('the bar keeps to one line of %i columns', async (columns) => {
    const running = startOnTerminal(ENDLESS, { columns });
    await running.shows('stdout', /H\/s|%/);
    running.child.stdin!.write(CTRL_C);
    const { stdout: screen } = await running.ended;
    const bars = barsOf(screen);
    expect(bars.length).toBeGreaterThan(0);
    for (const bar of bars) expect(bar.length).toBeLessThanOrEqual(columns);
  });
});

describe('without a terminal', () => {
  test('no escape codes, and a line every 10 s; JSON with --json', async () => {
    const [plain, json] = [start(ENDLESS), start([...ENDLESS, '--json'])];
    await Promise.all([plain.shows('stderr', / done, /), json.shows('stderr', /"progress".*\n/)]);
    plain.child.kill('SIGINT');
    json.child.kill('SIGINT');
    const { stdout, stderr } = await plain.ended;
    expect(stdout).toBe('');
    expect(stderr).not.toContain(ESC);
    expect(stderr.split('\n')[3]).toMatch(
      /^[\d.]+ [kM]H\/s \(60 s: [\d.]+ [kM]H\/s\), [\d.]+ % done, chance [\d.e-]+ %, a solution every [\d.e+]+ y, at the end in .+$/,
    );
    const told = jsonLines((await json.ended).stderr).filter(({ type }) => type === 'progress');
    expect(told[0]).toEqual({
      type: 'progress',
      isPaused: false,
      hashes: expect.any(Number),
      total: 2 ** 32,
      seconds: expect.any(Number),
      hashRate: expect.any(Number),
      hashRate60: expect.any(Number),
      threadRates: expect.any(Array),
      chance: expect.any(Number),
      expectedSeconds: expect.any(Number),
      secondsLeft: expect.any(Number),
      hardwareErrors: 0,
      kernel: expect.stringMatching(/^(simd|scalar)$/),
      threads: expect.any(Number),
    });
    // The first is due after 10 s, and came about then: not with each report of the engine.
    expect(told[0]!.seconds).toBeGreaterThan(9);
  });
});
