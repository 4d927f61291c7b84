import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { SessionLog } from '../../../src/clockchain/session/session-log.js';
import { temporaryFolder } from '../records/samples.js';

async function tellVoid(path: string, round: number): Promise<void> {
  const log = await SessionLog.open(path);
  log.write({ type: 'void', round, seconds: 1 });
  await log.close();
}

test('runs follow each other, an event a line', async () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  await tellVoid(path, 1);
  await tellVoid(path, 2);
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.map((line) => line && JSON.parse(line).round)).toEqual([1, 2, '']);
});

test('a line that a killed run left unfinished does not swallow the next', async () => {
  const path = join(temporaryFolder(), 'log.jsonl');
  await tellVoid(path, 1);
  const whole = readFileSync(path, 'utf8');
  for (const torn of ['{', '{"time":"2026', `${whole.trimEnd()}`]) {
    writeFileSync(path, whole + torn);
    await tellVoid(path, 2);
    const lines = readFileSync(path, 'utf8').split('\n');
    expect(lines.slice(0, 2)).toEqual([whole.trimEnd(), torn]);
    expect(JSON.parse(lines[2]!)).toMatchObject({ type: 'void', round: 2 });
    expect(lines.slice(3)).toEqual(['']);
  }
});
