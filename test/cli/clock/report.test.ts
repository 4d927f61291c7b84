import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { elementsOf } from '../../report/markup.js';
import { ENVIRONMENT, MAIN, run, temporaryFolder } from '../command.js';

const ROUNDS = 40;
const dir = temporaryFolder();
const session = join(dir, 'garden');
const file = join(dir, 'garden.html');
const chains = () =>
  readdirSync(join(session, 'chains'))
    .filter((name) => name.endsWith('.chain'))
    .map((name) => join(session, 'chains', name));

/** A section of a page without its tags. */
function sectionOf(page: string, id: string): string {
  const section = elementsOf(page).find(
    ({ name, attributes }) => name === 'section' && attributes['aria-labelledby'] === id,
  )!;
  return section.text.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

beforeAll(() => {
  const args = ['--difficulty', '1', '--rounds', String(ROUNDS), '--session', 'garden', '--quiet'];
  execFileSync(process.execPath, [MAIN, 'clock', 'run', ...args, '--dir', dir], {
    env: ENVIRONMENT,
    stdio: 'pipe',
  });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('clock report', () => {
  test('writes a page of a session, which loads and runs nothing', async () => {
    const { code, stdout, stderr } = await run(['clock', 'report', session, '-o', file]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `Written: ${file}\n` });
    const page = readFileSync(file, 'utf8');
    const names = new Set(elementsOf(page).map(({ name }) => name));
    for (const name of ['script', 'link', 'img', 'iframe', 'a']) expect(names).not.toContain(name);
    expect(page).toContain('<h1>Clockchain session garden</h1>');
    expect(page).toContain('2 devices, 80 verified ticks. The 2 chains were verified from end to end');
    expect(sectionOf(page, 'figures')).toMatch(/device 1 \w{12}… 40 40 [\d,]+ .*H\/s – verified/);
    expect(sectionOf(page, 'ticks')).toContain("Times are those of the session's log".replace("'", '&#39;'));
    expect(sectionOf(page, 'drift')).toMatch(
      /device 2 against device 1: [+−][\d.]+ % ± [\d.]+ %, (not )?detected/,
    );
    expect(sectionOf(page, 'rounds')).toMatch(/40 rounds closed.* device 1 40 0 0 0 .* none /);
    expect(sectionOf(page, 'claims')).toContain('Not a verifiable delay function');
  });

  test('tells the drift that the session told itself', async () => {
    const { stdout } = await run(['clock', 'report', session]);
    const lines = readFileSync(join(session, 'log.jsonl'), 'utf8').trimEnd().split('\n');
    const [, second] = JSON.parse(lines.at(-1)!).devices;
    const told = /device 2 against device 1: [+−]([\d.]+) % ± ([\d.]+) %/.exec(sectionOf(stdout, 'drift'))!;
    const own = [Math.abs(second.drift.drift) * 100, second.drift.band * 100];
    // Three digits of them.
    for (const [at, value] of own.entries()) {
      expect(Math.abs(Number(told[at + 1]) - value)).toBeLessThanOrEqual(0.006 * value + 0.0006);
    }
  });

  test('never overwrites what it reads', async () => {
    for (const path of [...chains(), join(session, 'log.jsonl')]) {
      const before = readFileSync(path);
      const { code, stderr } = await run(['clock', 'report', session, '-o', path]);
      expect({ code, stderr }).toMatchObject({ code: 2 });
      expect(stderr).toMatch(/^mine-wasm: --output: expected a file that is none of the session's, got /);
      expect(readFileSync(path)).toEqual(before);
    }
  });

  test.each([
    [['/nowhere'], '<folder>'],
    [[], '<folder>'],
    [[session, '-o', ''], '--output'],
    [[session, '-o', join(dir, 'none', 'a.html')], '--output'],
    [[session, '--threads', 'x'], '--threads'],
  ])('%j is refused', async (args, flag) => {
    const { code, stdout, stderr } = await run(['clock', 'report', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(new RegExp(`^mine-wasm: ${flag}: expected .*\n$`));
  });

  test('with no log takes the times of the headers, and says so', async () => {
    const log = readFileSync(join(session, 'log.jsonl'));
    rmSync(join(session, 'log.jsonl'));
    const { code, stdout } = await run(['clock', 'report', session]);
    writeFileSync(join(session, 'log.jsonl'), log);
    expect(code).toBe(0);
    expect(sectionOf(stdout, 'ticks')).toMatch(
      /The folder has no log, so times are those of the ticks&#39; headers/,
    );
    expect(sectionOf(stdout, 'ticks')).toMatch(/\w{8}…: 40 ticks/);
    expect(sectionOf(stdout, 'drift')).toContain('Chains alone do not tell tries');
    expect(sectionOf(stdout, 'rounds')).toContain('The folder has no log');
  });

  test('names the first fault of a chain, and exits 1', async () => {
    const [path] = chains();
    const bytes = readFileSync(path!);
    const damaged = Buffer.from(bytes);
    damaged[2000]! ^= 1;
    writeFileSync(path!, damaged);
    const { code, stdout, stderr } = await run(['clock', 'report', session]);
    writeFileSync(path!, bytes);
    expect(code).toBe(1);
    expect(stderr).toContain(`Not valid: ${path} (checksum)`);
    expect(sectionOf(stdout, 'figures')).toMatch(/NOT VALID: checksum in record \d+/);
    expect(stdout).toMatch(/did NOT verify: device \d/);
  });
});
