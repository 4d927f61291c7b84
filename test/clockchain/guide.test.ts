import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commandsOf, installed } from './guide.js';
import { temporaryFolder } from './records/samples.js';

/** Those on hosts are run by test/slow/clockchain/ssh.test.ts, over ssh; those at a broker by test/cli/clock/. */
const local = commandsOf('docs/clockchain.md').filter((line) => !line.includes('pi@'));

/** @returns what each has written to stdout */
function runAll(lines: readonly string[], folder: string): string[] {
  const env = installed(folder);
  return lines.map((line) =>
    execFileSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }),
  );
}

test('every command of the guide works, one after the other', () => {
  const folder = temporaryFolder();
  expect(local.length).toBeGreaterThan(12);
  const outputs = runAll(local, folder);
  const outputOf = (start: string) => outputs[local.findIndex((line) => line.startsWith(start))];
  expect(
    outputOf('mine-wasm clock verify')!.match(
      /: valid: session "garden", .*, 45 ticks of some 11,520 tries /g,
    ),
  ).toHaveLength(2);
  expect(outputOf('mine-wasm clock check')).toMatch(/^valid {4}yes\n/);
  expect(outputOf('mine-wasm clock check transfer')).toContain('\ntransfer 5, fee 0: verified ');
  expect(outputOf('node check-proof.mjs')).toContain('\nnumber 1 of ');
  expect(existsSync(join(folder, 'garden.html'))).toBe(true);
  expect(readFileSync(join(folder, 'pace.html'), 'utf8')).toContain('at the pace');
});

test("the README's commands work, too", () => {
  const [session, sealed, proof, ...others] = runAll(
    commandsOf('README.md').filter((line) => line.includes('mine-wasm clock ')),
    temporaryFolder(),
  );
  expect(others).toEqual([]);
  expect(session).toMatch(/^device 1 {2}50 {2}50 {2}50 .*\ndevice 2 {2}50 {2}50 {2}50 /m);
  expect(sealed).toMatch(/^acknowledged {2}1 \(line 1\)\nsealed /);
  expect(proof).toMatch(/^valid {4}yes\nreading {2}\{"celsius":21\.5\}\n/);
});
