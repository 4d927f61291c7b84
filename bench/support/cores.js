import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** The cores that this process may use, by their numbers. */
export function allowedCores() {
  try {
    const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
    return list.split(',').flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
  } catch {
    return Array.from({ length: availableParallelism() }, (_, index) => index);
  }
}

/** Whether processes can be kept on cores here; util-linux has the command, macOS and Windows lack it. */
export function canPin() {
  return spawnSync('taskset', ['--version']).status === 0;
}

/**
 * The command line that runs Node on these cores only.
 * @param {readonly number[]} cores
 * @param {readonly string[]} args Node's arguments
 * @returns {[string, string[]]}
 */
export function pinnedNode(cores, args, execPath = process.execPath) {
  return canPin() ? ['taskset', ['--cpu-list', cores.join(','), execPath, ...args]] : [execPath, [...args]];
}

const PINNED = 'MINE_WASM_BENCH_CORE';

/**
 * Starts this program again on one core, unless it is the one started so: the scheduler then can't move it between
 * two cores of which one is busier.
 * @returns what the report says about it
 */
export function pinSelf() {
  const core = process.env[PINNED];
  if (core !== undefined) return `pinned to core ${core}`;
  if (!canPin()) return 'not pinned to a core (no taskset here)';
  const last = allowedCores().slice(-1);
  const [command, args] = pinnedNode(last, [...process.execArgv, ...process.argv.slice(1)]);
  const { status } = spawnSync(command, args, {
    stdio: 'inherit',
    env: { ...process.env, [PINNED]: last.join() },
  });
  process.exit(status ?? 1);
}
