import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChainReader } from '../chain/chain-reader.js';
import type { ChainVerdict } from '../chain/chain-verdict.js';
import { type VerifyProgress, verifyChains } from '../chain/verify-chains.js';
import { linesOf } from '../readings/lines.js';
import { diskFault, RecordFileError } from '../records/record-file-error.js';
import { parseLogLine } from './log-line.js';
import { type DeviceHistory, SessionHistory } from './session-history.js';

/** A round of 256 devices with the longest names has some 100,000 bytes. */
const LONGEST_LINE = 1_048_576;

/** Where a tick is in time. */
export interface TimedTick {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly tau: number;
}

export interface ReportedDevice {
  readonly label: string;
  /** Its public key in hex; undefined for a file that does not come to tell it. */
  readonly device: string | undefined;
  /** Undefined when the folder has no chain of a device that the log names. */
  readonly verdict: ChainVerdict | undefined;
  readonly history: DeviceHistory | undefined;
  /** In their order. */
  readonly ticks: readonly TimedTick[];
  /** Whether the log's last tick of the device is the chain's, hash for hash; undefined when either has none, or the chain has a fault. */
  readonly isAsLogged: boolean | undefined;
}

/** A session's folder, read and verified. */
export interface SessionReport {
  readonly session: string;
  /** What times the ticks have: the log's, or for want of one their own headers'. */
  readonly times: 'log' | 'headers';
  readonly history: SessionHistory;
  /** The first is what the others are compared with. */
  readonly devices: readonly ReportedDevice[];
}

export interface ReportOptions {
  /** Threads for signatures, as for verifyChains. */
  readonly threads?: number | undefined;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/** The files of a session that a report is made of. @throws RecordFileError (`disk`) for a folder that can't be read */
export async function sessionFiles(folder: string): Promise<{ log: string; chains: string[] }> {
  const chains = join(folder, 'chains');
  try {
    const names = (await readdir(chains)).filter((name) => name.endsWith('.chain')).sort();
    return { log: join(folder, 'log.jsonl'), chains: names.map((name) => join(chains, name)) };
  } catch (error) {
    throw diskFault(chains, 'to be a folder of chains', error);
  }
}

/**
 * Reads a session's folder, and verifies its chains. What is wrong with a chain is in its verdict.
 * @throws RecordFileError (`disk`) for a folder or log that can't be read; otherwise as verifyChains
 */
export async function readSession(folder: string, options: ReportOptions = {}): Promise<SessionReport> {
  const files = await sessionFiles(folder);
  const history = await readLog(files.log);
  const verdicts = await verifyChains(files.chains, {
    ...options,
    session: history.session,
    rules: { rounds: history.mode === undefined ? undefined : history.mode === 'rounds' },
  });
  const times = history.runs.length > 0 ? 'log' : 'headers';
  const devices = await Promise.all(
    inOrder(verdicts, history).map(async ({ verdict, history: told }): Promise<ReportedDevice> => {
      const device = told?.device ?? verdict?.device;
      const ticks = times === 'log' ? (told?.ticks ?? []) : await headerTimes(verdict);
      const label = told?.name ?? (device === undefined ? 'unknown' : `${device.slice(0, 8)}…`);
      return { label, device, verdict, history: told, ticks, isAsLogged: compare(verdict, told) };
    }),
  );
  const session = history.session ?? verdicts.find(({ session }) => session !== undefined)?.session ?? '';
  return { session, times, history, devices: distinct(devices) };
}

async function readLog(path: string): Promise<SessionHistory> {
  const history = new SessionHistory();
  try {
    const file = await open(path, 'r');
    // The stream closes the file at its end.
    const stream = file.createReadStream({ highWaterMark: 2 ** 18 });
    for await (const line of linesOf(stream, LONGEST_LINE)) {
      if (line.length > 0) history.add(parseLogLine(Buffer.from(line).toString()));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskFault(path, 'to be readable', error);
  }
  history.finish();
  return history;
}

interface Pair {
  readonly verdict: ChainVerdict | undefined;
  readonly history: DeviceHistory | undefined;
}

/** As the session's last run had them; then those that it did not have. */
function inOrder(verdicts: readonly ChainVerdict[], { devices, names }: SessionHistory): Pair[] {
  const told = new Set(devices.keys());
  const pairs: Pair[] = verdicts.map((verdict) => {
    if (verdict.device !== undefined) told.delete(verdict.device);
    return { verdict, history: verdict.device === undefined ? undefined : devices.get(verdict.device) };
  });
  for (const device of told) pairs.push({ verdict: undefined, history: devices.get(device) });
  const place = ({ history }: Pair) => {
    const at = history === undefined ? -1 : names.indexOf(history.name);
    return at === -1 ? names.length : at;
  };
  return pairs.sort((a, b) => place(a) - place(b));
}

/** Of the ticks that were verified: seconds since 1970, by each device's own word. */
async function headerTimes(verdict: ChainVerdict | undefined): Promise<TimedTick[]> {
  const ticks: TimedTick[] = [];
  if (verdict === undefined || verdict.ticks === 0) return ticks;
  const reader = await ChainReader.open(verdict.path);
  try {
    for (;;) {
      const read = await reader.next();
      if (read === undefined) return ticks;
      for (const { tick } of read) {
        if (ticks.length === verdict.ticks) return ticks;
        ticks.push({ time: tick.header.time * 1000, tau: ticks.length + 1 });
      }
    }
  } catch (error) {
    // It has been told in the verdict.
    if (error instanceof RecordFileError) return ticks;
    throw error;
  } finally {
    await reader.close();
  }
}

function compare(verdict: ChainVerdict | undefined, history: DeviceHistory | undefined): boolean | undefined {
  if (verdict?.tip === undefined || verdict.fault !== undefined || history === undefined) return undefined;
  return verdict.tip === history.last;
}

/** Two devices may have had the same name, in one run and another. */
function distinct(devices: readonly ReportedDevice[]): ReportedDevice[] {
  return devices.map((one) => {
    const isAlone = devices.filter(({ label }) => label === one.label).length === 1;
    return isAlone || one.device === undefined
      ? one
      : { ...one, label: `${one.label} (${one.device.slice(0, 8)}…)` };
  });
}
