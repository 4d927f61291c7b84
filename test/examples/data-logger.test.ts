import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { verifyChains } from '../../dist/clockchain.js';
import { run, temporaryFolder } from '../cli/command.js';
import { example } from './examples.js';

test('the data logger seals, proves and checks, and goes on when it is run again', async () => {
  const folder = join(temporaryFolder(), 'logger');
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const main = example('data-logger');
  const first = await run([folder], { main });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  // A batch begins while others come: three readings are one to three ticks.
  const lines = first.stdout.trimEnd().split('\n');
  expect(lines.filter((line) => line.startsWith('acknowledged')).map((line) => line.slice(13))).toEqual([
    ...['1', '2', '3'],
  ]);
  expect(lines.at(-1)).toMatch(/^\{"celsius":21\.7\} is in tick \d, with \d+ tries from there on$/);
  const again = await run([folder], { main });
  expect(again).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toContain('acknowledged 6\n');
  const [verdict] = await verifyChains([join(folder, 'garden.chain')]);
  expect(verdict).toMatchObject({ session: 'garden', fault: undefined });
  expect(verdict!.ticks).toBe(`${first.stdout}${again.stdout}`.match(/^sealed \d+ by tick/gm)!.length);
});
