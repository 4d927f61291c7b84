import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { widthOf } from '../../../src/cli/text-width.js';
import { sampleFleet } from '../../hashrate/sample-fleet.js';
import { jsonLines, run, temporaryFolder } from '../command.js';
import { hasScript, startOnTerminal } from '../terminal.js';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const fleet = Object.entries(sampleFleet()).map(([name, card]) => save(name, JSON.stringify(card)));
const [board4, board5] = fleet as [string, string];
const broken = save('broken.json', '{"type":');

describe('bench compare', () => {
  test('prints the ranking', async () => {
    const { code, stdout, stderr } = await run(['bench', 'compare', ...fleet]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^# +device +CPU .*rate .*per watt .*marks$/);
    expect(lines.slice(2, 6).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['1', 'Sample Cloud Server with a Name that is…'],
      ['2', 'Sample Board 5'],
      ['3', 'Sample Board 4 (board-4.json)'],
      ['4', 'Sample Board 3'],
    ]);
    expect(stdout).toMatch(/^Not ranked: Sample Board 4 \(emulated\.json\), emulated by qemu/m);
    expect(stdout).toMatch(/^Not measured by the same code/m);
  });

  test.skipIf(!hasScript).each([80, 60])(
    'fits a terminal of %d columns, and says what it leaves out',
    async (columns) => {
      const { stdout } = await startOnTerminal(['bench', 'compare', ...fleet], { columns }).ended;
      const [table] = stdout.replaceAll('\r', '').split('\n\n');
      expect(table).toMatch(/Sample Board 5 .* 9\.96 /);
      for (const line of table!.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(stdout).toMatch(/^Too narrow for interval, bits, .*: --format md shows them/m);
    },
  );

  test('has other formats', async () => {
    const of = async (...flags: string[]) => (await run(['bench', 'compare', ...flags, ...fleet])).stdout;
    expect(await of('--format', 'md')).toMatch(/^\| # \| device \|/);
    expect(await of('--format', 'csv')).toMatch(/^rank,card,model,.*\r\n1,server\.json,/);
    const json = await of('--format', 'json');
    expect(await of('--json')).toBe(json);
    expect(jsonLines(json)).toMatchObject([{ type: 'comparison', devices: [{ rank: 1 }, {}, {}, {}] }]);
  });

  test('takes watts in the order of the cards, whichever can be read', async () => {
    const { stdout } = await run(['bench', 'compare', broken, board4, board5, '--watts', '1,2,-', '--json']);
    expect(jsonLines(stdout)[0]!.devices).toMatchObject([
      { name: 'board-5.json', watts: 8.8 },
      { name: 'board-4.json', watts: 2 },
    ]);
  });

  test('names what is no card, and compares the others', async () => {
    const missing = join(folder, 'missing.json');
    const { code, stdout, stderr } = await run([
      'bench',
      'compare',
      broken,
      board4,
      missing,
      board4,
      '--quiet',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('Sample Board 4');
    expect(stderr.split('\n')).toEqual([
      expect.stringContaining(`mine-wasm: ${broken}: expected a device card, got what is no whole JSON`),
      `mine-wasm: ${missing}: expected a device card, got no such file`,
      '',
    ]);
  });

  test('says that a file came twice', async () => {
    const { code, stderr } = await run(['bench', 'compare', board4, board4]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: `${board4} is the same file as ${board4}: read once\n`,
    });
  });

  test('without any card left ends with 2', async () => {
    const { code, stdout, stderr } = await run(['bench', 'compare', broken, folder, '--json']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(jsonLines(stderr)).toMatchObject([
      { type: 'error', code: 'ERR_INVALID_CARD', option: broken },
      { type: 'error', code: 'ERR_INVALID_CARD', option: folder },
      { type: 'error', code: 'ERR_INVALID_CARD', option: '<cards>' },
    ]);
  });

  test.each([
    [[], '<cards>', /expected a value, got none/],
    [[board4, '--watts', '1,2'], '--watts', /for each of 1 cards?, got 2/],
    [[board4, '--watts', '0'], '--watts', /expected a number above 0/],
    [[board4, '--watts', '3 W'], '--watts', /got "3 W"/],
    [[board4, '--format', 'pdf'], '--format', /expected table, md, csv or json, got "pdf"/],
    [[board4, '--threads', '2'], '--threads', /unknown/],
  ])('refuses what makes no sense: %#', async (args, flag, message) => {
    const { code, stdout, stderr } = await run(['bench', 'compare', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^mine-wasm: .*\n$/);
    expect(stderr).toContain(`${flag}: `);
    expect(stderr).toMatch(message);
  });

  test('refuses another format beside --json', async () => {
    const { code, stderr } = await run(['bench', 'compare', board4, '--format', 'csv', '--json']);
    expect(code).toBe(2);
    expect(jsonLines(stderr)).toMatchObject([
      { option: '--format', message: 'expected json beside --json, got csv' },
    ]);
  });
});
