import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ENVIRONMENT, MAIN } from '../cli/command.js';
import { temporaryFolder } from './records/samples.js';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));

/** The guide's commands, in its order. Those on hosts are run by test/slow/clockchain/ssh.test.ts, in the same two modes. */
const commands = [...readFileSync(join(DOCS, 'clockchain.md'), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)]
  .flatMap(([, block]) => block!.trim().split('\n'))
  .filter((line) => !line.includes('pi@'));

test('every command of the guide works, one after the other', () => {
  const folder = temporaryFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const command = join(bin, 'mine-wasm');
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(command, 0o755);
  copyFileSync(join(DOCS, 'check-proof.mjs'), join(folder, 'check-proof.mjs'));
  const env = { ...ENVIRONMENT, HOME: folder, PATH: `${bin}${delimiter}${process.env.PATH}` };
  expect(commands.length).toBeGreaterThan(9);
  const outputs = commands.map((line) =>
    execFileSync('sh', ['-c', line], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }),
  );
  const outputOf = (start: string) => outputs[commands.findIndex((line) => line.startsWith(start))];
  expect(
    outputOf('mine-wasm clock verify')!.match(/: valid: session "garden", .*, 45 ticks, /g),
  ).toHaveLength(2);
  expect(outputOf('mine-wasm clock check')).toMatch(/^valid {4}yes\n/);
  expect(outputOf('mine-wasm clock check transfer')).toContain('\ntransfer 5, fee 0: verified ');
  expect(outputOf('node check-proof.mjs')).toContain('\nnumber 1 of ');
  expect(existsSync(join(folder, 'garden.html'))).toBe(true);
});
