import type { TemperatureGuard } from '../hashrate/sensors/temperature-guard.js';
import type { SoloEvent } from '../node/solo/solo-events.js';
import { SoloMiner } from '../node/solo/solo-miner.js';
import { commandPlatform } from './command-platform.js';
import { EXIT } from './exit-codes.js';
import { type GuardParts, openGuard } from './max-temp.js';
import type { Output } from './output.js';
import { Signals } from './signals.js';
import { toSoloFault } from './solo-faults.js';
import { parseSoloFlags, type SoloFlags } from './solo-flags.js';
import { describeEnd, describeEvent, describeStatus } from './solo-text.js';
import { describePauses, describeRest } from './temperature-text.js';

/** How often the account is told, in milliseconds. */
const STATUS_MILLISECONDS = 10_000;

/** `mine-wasm solo`: mines on a full node. Accepted blocks are the results, on stdout. @returns the exit code */
export async function solo(flags: SoloFlags, output: Output, parts?: GuardParts): Promise<number> {
  const { options, blocks, maxCelsius } = parseSoloFlags(flags);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  let timer: NodeJS.Timeout | undefined;
  let guard: TemperatureGuard | undefined;
  try {
    if (maxCelsius !== undefined) guard = await openGuard(maxCelsius, output, () => {}, parts);
    const miner = new SoloMiner({ ...options, onEvent: (event) => tell(event, output) }, commandPlatform);
    timer = setInterval(() => tellStatus(miner, guard, output), STATUS_MILLISECONDS);
    guard?.watch(miner);
    const status = await miner.run({ blocks, signal: abort.signal });
    if (output.isClosed) return EXIT.stdoutClosed;
    if (output.isJson) output.event({ type: 'end', ...status });
    else output.note(describeEnd(status));
    if (guard !== undefined && guard.pausedSeconds > 0) output.note(describePauses(guard.pausedSeconds));
    return signals.exitCode ?? EXIT.found;
  } catch (error) {
    throw toSoloFault(error, flags);
  } finally {
    clearInterval(timer);
    guard?.close();
    signals.dispose();
  }
}

function tellStatus(
  { status, isPaused }: SoloMiner,
  guard: TemperatureGuard | undefined,
  output: Output,
): void {
  if (output.isJson) output.event({ type: 'status', ...status, isPaused });
  else output.note(`${isPaused ? `${describeRest(guard?.celsius)}; ` : ''}${describeStatus(status)}`);
}

function tell(event: SoloEvent, output: Output): void {
  if (event.type === 'answer' && (event.kind === 'accepted' || event.kind === 'duplicate')) {
    const { height, hash } = event;
    // Whoever closed stdout is told by Output.onClosed.
    void output
      .result(output.isJson ? JSON.stringify({ type: 'block', height, hash }) : `${height} ${hash}`)
      .catch(() => {});
  }
  if (output.isJson) {
    output.event(event);
    return;
  }
  const line = describeEvent(event);
  if (line !== undefined) output.note(line);
}
