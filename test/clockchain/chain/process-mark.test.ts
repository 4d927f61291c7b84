import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isRunning, parseProcess, processMark } from '../../../src/clockchain/chain/process-mark.js';
import { Child } from '../support/child.js';

const onLinux = test.skipIf(process.platform !== 'linux');

/** A process that ends at a line, with a child of its own that nobody waits for. */
const PARENT = `
  import { spawn } from 'node:child_process';
  const shell = spawn('/bin/sh', ['-c', 'sleep 0 & echo $!; exec sleep 600'], { stdio: ['ignore', 'inherit', 'inherit'] });
  shell.on('exit', () => process.exit());
  process.stdin.once('data', () => shell.kill('SIGKILL'));
`;

test('tells this process', async () => {
  const mark = parseProcess(await processMark());
  expect(mark?.pid).toBe(process.pid);
  expect(await isRunning(mark!)).toBe(true);
});

onLinux('has the start of process and system', async () => {
  const { boot, started } = parseProcess(await processMark())!;
  expect(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').startsWith(boot)).toBe(true);
  expect(Number(started)).toBeGreaterThan(0);
});

test('tells a process that is gone', async () => {
  const child = new Child('', []);
  await child.end();
  expect(await isRunning({ pid: child.pid, boot: '0', started: '0' })).toBe(false);
});

onLinux('tells a process from an earlier one with its number', async () => {
  const mark = parseProcess(await processMark())!;
  expect(await isRunning({ ...mark, started: String(Number(mark.started) - 1) })).toBe(false);
  expect(await isRunning({ ...mark, boot: mark.boot === '00000000' ? '11111111' : '00000000' })).toBe(false);
});

onLinux('a process that is over and was not waited for does not run', async () => {
  const parent = new Child(PARENT, []);
  const pid = Number(await parent.line());
  const state = () => /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
  await expect.poll(state, { interval: 5, timeout: 60_000 }).toBe('Z');
  const started = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')[19]!;
  const { boot } = parseProcess(await processMark())!;
  expect(await isRunning({ pid, boot, started })).toBe(false);
  parent.tell('end');
  await parent.end();
});

test.each(['', '1', '0-0-0', '1-0', '1-0-x', '1-zz-0', '-1-0-0', '1-0-0-0'])('%j is no mark', (text) => {
  expect(parseProcess(text)).toBeUndefined();
});
