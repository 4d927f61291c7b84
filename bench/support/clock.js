/** Milliseconds of the wall clock, the same in all processes, without the steps that Date.now() can make. */
export function wallClock() {
  return performance.timeOrigin + performance.now();
}

/**
 * Milliseconds of CPU time that this process, with all its threads, has used. It stands still while a neighbour has the
 * core, so a rate by it is what a core of one's own would give.
 */
export function cpuClock() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** @param {number} milliseconds */
export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
