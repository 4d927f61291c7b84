/**
 * Tells a process from every other, also from one that later gets its number: on Linux by the time that it was started, in
 * clock ticks since the system was, and by the system's own start. Elsewhere Node does not tell when another process was
 * started, and the number has to do: another program that has got it keeps a lock alive, until somebody removes the file.
 */
import { readFile } from 'node:fs/promises';

export interface MarkedProcess {
  readonly pid: number;
  /** The first 8 digits of Linux's boot_id; `0` where it is not known. */
  readonly boot: string;
  /** Clock ticks; `0` where it is not known. */
  readonly started: string;
}

/** This process's mark: `pid-boot-started`. */
export async function processMark(): Promise<string> {
  const started = (await readStat(process.pid))?.started ?? '0';
  return `${process.pid}-${await readBoot()}-${started}`;
}

/** @returns undefined for what is no mark */
export function parseProcess(mark: string): MarkedProcess | undefined {
  const [, pid, boot, started] = /^([1-9]\d{0,9})-([0-9a-f]{1,8})-(\d{1,20})$/.exec(mark) ?? [];
  if (pid === undefined || boot === undefined || started === undefined) return undefined;
  return { pid: Number(pid), boot, started };
}

/** Whether the process runs. In doubt it does: a zombie does not, a process that may not be looked at does. */
export async function isRunning({ pid, boot, started }: MarkedProcess): Promise<boolean> {
  if (boot !== '0' && boot !== (await readBoot())) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (started === '0') return true;
  const stat = await readStat(pid);
  if (stat === undefined) return true;
  return stat.started === started && stat.state !== 'Z' && stat.state !== 'X';
}

async function readBoot(): Promise<string> {
  const text = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
  return /^[0-9a-f]{8}/.exec(text)?.[0] ?? '0';
}

/** proc_pid_stat(5): the state is field 3, the start time field 22. The name, field 2, may have spaces and parentheses. */
async function readStat(pid: number): Promise<{ state: string; started: string } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields[0], fields[19]];
  return state && started && /^\d+$/.test(started) ? { state, started } : undefined;
}
