// What `npm start` does: finds the nonce of block 277316 in a window around it, as a user would on the command line.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const HEADER =
  '0200000069054f28012b4474caa9e821102655cc74037c415ad2bba702000000000000002ecfc74ceb512c5055bcff7e' +
  '57735f7323c32f8bbb48f5e96307e5268c001cc93a09be520ca30319';
const NONCE = 924591752;
const WINDOW = 2 ** 25;

const command = fileURLToPath(new URL('../dist/cli/main.cjs', import.meta.url));
const window = ['--nonce-start', `${NONCE - WINDOW / 2}`, '--nonce-end', `${NONCE + WINDOW / 2 - 1}`];

console.error('The nonce of block 277316 (December 2013), in a window of 2^25 nonces around it:');
console.error(`$ mine-wasm ${window.join(' ')} --header ${HEADER}\n`);
const { status } = spawnSync(process.execPath, [command, ...window, '--header', HEADER], {
  stdio: 'inherit',
});
if (status === 0) {
  console.error('\nTo search all 2^32 nonces, 128 times as many, leave the interval out:');
  console.error(`$ node dist/cli/main.cjs --header ${HEADER}`);
}
process.exitCode = status ?? 1;
