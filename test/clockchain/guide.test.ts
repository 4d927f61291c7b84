import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commands, installed } from './guide.js';
import { temporaryFolder } from './records/samples.js';

/** Those on hosts are run by test/slow/clockchain/ssh.test.ts, over ssh. */
const local = commands.filter((line) => !line.includes('pi@'));

test('every command of the guide works, one after the other', () => {
  const folder = temporaryFolder();
  const env = installed(folder);
  expect(local.length).toBeGreaterThan(12);
  const outputs = local.map((line) =>
    execFileSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }),
  );
  const outputOf = (start: string) => outputs[local.findIndex((line) => line.startsWith(start))];
  expect(
    outputOf('mine-wasm clock verify')!.match(/: valid: session "garden", .*, 45 ticks, /g),
  ).toHaveLength(2);
  expect(outputOf('mine-wasm clock check')).toMatch(/^valid {4}yes\n/);
  expect(outputOf('mine-wasm clock check transfer')).toContain('\ntransfer 5, fee 0: verified ');
  expect(outputOf('node check-proof.mjs')).toContain('\nnumber 1 of ');
  expect(existsSync(join(folder, 'garden.html'))).toBe(true);
});
