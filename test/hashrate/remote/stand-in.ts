import { createHash } from 'node:crypto';
import type { DeviceCard } from '../../../src/hashrate/card/device-card.js';
import type { Artifact } from '../../../src/remote/artifact.js';
import { sampleCard } from '../sample-cards.js';

/** Speaks as `mine-wasm bench --json --attached` does, and does as its first argument says. It runs without any package. */
const PROGRAM = (card: DeviceCard) => `
const { existsSync, rmSync } = require('node:fs');
// The real one's first argument is the command; a host's environment tells then.
const what = process.argv[2] === 'bench' ? process.env.STAND_IN : process.argv[2];
const card = ${JSON.stringify(card)};
const partial = { ...card, isComplete: false };
const tell = (event) => process.stderr.write(JSON.stringify(event) + '\\n');
const finish = (card) => {
  process.stdout.write(JSON.stringify(card) + '\\n');
  process.stdin.destroy();
  return 0;
};
tell({ type: 'stage', name: 'pid ' + process.pid });
if (what !== 'early' && what !== 'unmeasured') tell({ type: 'partial', card: partial });
const work = () => tell({ type: 'progress', done: 0.5, hashRate: 1e6, celsius: 51.5, step: '2 threads' });
work();
process.stderr.write('(node:1) Warning: not JSON\\n');
switch (what) {
  case 'whole':
    tell({ type: 'note', message: 'measured' });
    finish(card);
    break;
  case 'endless':
  case 'unmeasured':
    process.stdin.on('end', () => finish(partial)).resume();
    break;
  case 'patient':
    // Until the test has had its way.
    setInterval(() => existsSync(process.env.HOME + '/go') && process.exit(finish(card)), 20);
    break;
  case 'resting':
    tell({ type: 'paused', celsius: 80.31, resumeBelow: 75 });
    process.stdin.on('end', () => finish(partial)).resume();
    // A word whenever the test wants one.
    const word = process.env.HOME + '/word';
    setInterval(() => existsSync(word) && (rmSync(word), work()), 20).unref();
    break;
  case 'deaf':
    setInterval(() => {}, 1000);
    break;
  case 'early':
  case 'fails':
    tell({ type: 'error', code: 'ERR_HARDWARE', message: 'every kernel is wrong' });
    process.exit(3);
  case 'garbage':
    process.stdout.write('no card\\n');
    process.stdin.resume();
    break;
  case 'partial':
    finish({ ...partial, notes: ['a kernel failed'] });
    process.exitCode = 3;
    break;
  case 'killed':
    process.kill(process.pid, 'SIGKILL');
}
`;

/** A portable file for tests of what carries it about. @param changes of the card that it gives */
export function standIn(changes: Partial<DeviceCard> = {}): Artifact {
  const bytes = Buffer.from(PROGRAM(sampleCard(changes)));
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
