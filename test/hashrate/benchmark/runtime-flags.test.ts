import { expect, test } from 'vitest';
import { runtimeFlags } from '../../../src/hashrate/benchmark/runtime-flags.js';

test('flags of the command line and of NODE_OPTIONS, each once', () => {
  const flags = {
    execArgv: ['--no-liftoff', '--stack-size=2000'],
    options: '  --no-liftoff --max-old-space-size=64 ',
  };
  expect(runtimeFlags(false, flags)).toEqual([
    '--no-liftoff',
    '--stack-size=2000',
    '--max-old-space-size=64',
  ]);
});

test('the flag that the command sets', () => {
  expect(runtimeFlags(true, { execArgv: [], options: '' })).toEqual(['--experimental-wasm-revectorize']);
});

test('nothing that tells whose device it is', () => {
  const execArgv = [
    ...['--require', '/home/anna/hook.cjs', '--import=/home/anna/x.mjs', '-r', './x', '--title=anna'],
    ...['--inspect=192.168.1.20', '--env-file=anna.env', '--stack-size=2000'],
  ];
  expect(runtimeFlags(false, { execArgv, options: '--require=/home/anna/y' })).toEqual([
    ...['--require', '--import', '--title', '--inspect', '--env-file', '--stack-size=2000'],
  ]);
});
