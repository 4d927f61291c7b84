import { readdirSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';

/**
 * How long a browser's web workers have been busy so far, in seconds: on a core, or waiting for one, so that other programs
 * on the machine change nothing of it. By Linux's /proc/<pid>/task/<tid>/schedstat, whose first two numbers are those, in
 * nanoseconds (Documentation/scheduler/sched-stats.rst).
 */
export async function workerSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const pages = processInfo.filter(({ type }) => type === 'renderer');
  return pages.reduce((sum, { id }) => sum + busyNanoseconds(id), 0) / 1e9;
}

function busyNanoseconds(process: number): number {
  let sum = 0;
  for (const thread of readdirSync(`/proc/${process}/task`)) {
    const read = (file: string) => readFileSync(`/proc/${process}/task/${thread}/${file}`, 'utf8');
    try {
      if (!read('comm').startsWith('DedicatedWorker')) continue;
      const [running = 0, waiting = 0] = read('schedstat').split(' ').map(Number);
      sum += running + waiting;
    } catch (error) {
      // A thread that has ended since the listing.
      if (!/ENOENT|ESRCH/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return sum;
}
