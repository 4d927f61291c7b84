import { cpus } from 'node:os';
import { sleep } from './clock.js';

/**
 * @typedef {object} Usage
 * @property {number} seconds that have passed
 * @property {number} cpuSeconds that this process has used, all its threads together
 * @property {number} busySeconds that all the cores' processes have used
 */

/**
 * Begins to count the use of the processor. Beside what the process did itself stands what everybody did, so that a
 * slice that a neighbour disturbed can be told from one that it didn't.
 * @returns what has been used since, each time it is called
 */
export function countUsage() {
  const cpu = process.cpuUsage();
  const busy = busySeconds();
  const began = performance.now();
  /** @returns {Usage} */
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return {
      seconds: (performance.now() - began) / 1000,
      cpuSeconds: (user + system) / 1e6,
      busySeconds: busySeconds() - busy,
    };
  };
}

/** Of all cores since the machine started; in steps of 10 ms, and without what a hypervisor steals. */
function busySeconds() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000;
}

/**
 * Waits until everybody leaves the machine alone for a second, or the time is up. It looks at the conditions before a
 * measurement, never at its outcome.
 * @param {number} limitSeconds 0: not at all
 */
export async function waitForCalm(limitSeconds) {
  const end = performance.now() + limitSeconds * 1000;
  while (performance.now() < end) {
    const usage = countUsage();
    await sleep(1000);
    if (usage().busySeconds < 0.05) return;
  }
}
