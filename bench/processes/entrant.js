/**
 * One entrant of bench/kernels.js, in a process of its own: proves itself, warms up, and hashes a slice whenever it is
 * told to. Told 0, it proves itself again and ends.
 */
import { once } from 'node:events';
import { contestants } from '../support/contestants.js';
import { startStopwatch } from '../support/stopwatch.js';

const [, , name] = process.argv;
const entrant = (await contestants()).find((contestant) => contestant.name === name);
if (entrant === undefined) throw new RangeError(`Expected a contestant's name, got ${name}`);

// Before V8 has optimised the code, and afterwards.
entrant.prove();
const slice = startStopwatch(entrant);
process.send?.('ready');
for (;;) {
  const [milliseconds] = await once(process, 'message');
  if (milliseconds === 0) break;
  process.send?.(slice(milliseconds));
}
entrant.prove();
process.disconnect();
