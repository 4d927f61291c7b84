import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sampleFleet } from '../../hashrate/sample-fleet.js';
import { run, temporaryFolder } from '../command.js';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const fleet = Object.entries(sampleFleet()).map(([name, card]) => {
  writeFileSync(join(folder, name), JSON.stringify(card));
  return join(folder, name);
});

describe('bench report', () => {
  test('writes a page', async () => {
    const file = join(folder, 'report.html');
    const { code, stdout, stderr } = await run(['bench', 'report', '-o', file, ...fleet]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `Written: ${file}\n` });
    const page = readFileSync(file, 'utf8');
    expect(page).toMatch(/^<!doctype html>/);
    expect(page).toContain('<h1>Hash rates of 5 devices</h1>');
    expect(page).not.toContain('<script');
  });

  test('without a file goes to stdout', async () => {
    const { code, stdout, stderr } = await run(['bench', 'report', ...fleet]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  });

  test.each([
    ['report.md', [], /^\| # \|/],
    ['report.CSV', [], /^rank,card/],
    ['report.json', [], /^\{"type":"comparison"/],
    ['report.htm', [], /^<!doctype/],
    ['report', [], /^<!doctype/],
    ['other.html', ['--format', 'csv'], /^rank,card/],
  ])('%s %j', async (name, flags, start) => {
    const file = join(folder, name);
    expect(await run(['bench', 'report', ...fleet, '--output', file, ...flags])).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(start);
  });

  test('never overwrites a card', async () => {
    const [card] = fleet;
    const before = readFileSync(card!, 'utf8');
    const { code, stderr } = await run(['bench', 'report', ...fleet, '-o', card!]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mine-wasm: --output: expected a file that is none of the cards/);
    expect(readFileSync(card!, 'utf8')).toBe(before);
  });

  test('says that a file can not be written', async () => {
    const { code, stderr } = await run(['bench', 'report', ...fleet, '-o', join(folder, 'none', 'a.html')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^mine-wasm: --output: expected a file that can be written, got ENOENT/);
  });
});
