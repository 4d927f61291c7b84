import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createMiner } from 'mine-wasm';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const header = Buffer.from(Uint8Array.from({ length: 76 }, (_, i) => (i * 31 + 7) & 0xff)).toString('hex');
const end = 60_000_000;

/**
 * Goes on from the state file, if there is one, and keeps it as a program would: a solution is in the file before it is
 * said, and said again after a resume if the file still has it.
 */
const program = `
  import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
  import { createMiner } from 'mine-wasm';
  const file = process.argv[1];
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { said: [] };
  const save = (state) => {
    writeFileSync(file + '.new', JSON.stringify({ said: kept.said, state }));
    renameSync(file + '.new', file);
  };
  const miner = await createMiner({ threads: 2, cache: false });
  const stream = miner.solutions({
    header: '${header}', target: 1n << 236n, nonceRange: { start: 0, end: ${end} }, resume: kept.state,
    progressInterval: 20, onProgress: ({ state }) => save(state()),
  });
  for await (const { nonce } of stream) {
    kept.said.push(nonce);
    save(stream.state());
  }
  const { status, hashes, state } = await stream.result;
  save(state);
  console.log(status, hashes);
`;

it('a process that is killed at any moment and started again finds everything once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'mine-wasm-killed-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'state.json');
  let kills = 0;
  let output = '';
  while (output === '') {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program, file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.on('data', (data) => {
      output += data;
    });
    // Enough of them to be interesting, and few enough to come to an end.
    const timer = setTimeout(() => child.kill('SIGKILL'), kills < 25 ? 100 + Math.random() * 900 : 2 ** 30);
    await once(child, 'close');
    clearTimeout(timer);
    if (child.signalCode === 'SIGKILL') kills++;
    else expect(child.exitCode).toBe(0);
  }
  expect(kills).toBeGreaterThan(5);
  expect(output).toBe(`exhausted ${end + 1}\n`);

  await using miner = await createMiner();
  const expected: number[] = [];
  const whole = { header, target: 1n << 236n, nonceRange: { start: 0, end } };
  for await (const { nonce } of miner.solutions(whole)) expected.push(nonce);
  const { said } = JSON.parse(readFileSync(file, 'utf8'));
  expect(said.toSorted()).toEqual(expected.toSorted());
});
