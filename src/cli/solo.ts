import type { SoloEvent } from '../node/solo/solo-events.js';
import { SoloMiner } from '../node/solo/solo-miner.js';
import { commandPlatform } from './command-platform.js';
import { EXIT } from './exit-codes.js';
import type { Output } from './output.js';
import { Signals } from './signals.js';
import { toSoloFault } from './solo-faults.js';
import { parseSoloFlags, type SoloFlags } from './solo-flags.js';
import { describeEnd, describeEvent, describeStatus } from './solo-text.js';

/** How often the account is told, in milliseconds. */
const STATUS_MILLISECONDS = 10_000;

/** `mine-wasm solo`: mines on a full node. Accepted blocks are the results, on stdout. @returns the exit code */
export async function solo(flags: SoloFlags, output: Output): Promise<number> {
  const { options, blocks } = parseSoloFlags(flags);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  let timer: NodeJS.Timeout | undefined;
  try {
    const miner = new SoloMiner({ ...options, onEvent: (event) => tell(event, output) }, commandPlatform);
    timer = setInterval(() => tellStatus(miner, output), STATUS_MILLISECONDS);
    const status = await miner.run({ blocks, signal: abort.signal });
    if (output.isClosed) return EXIT.stdoutClosed;
    if (output.isJson) output.event({ type: 'end', ...status });
    else output.note(describeEnd(status));
    return signals.exitCode ?? EXIT.found;
  } catch (error) {
    throw toSoloFault(error, flags);
  } finally {
    clearInterval(timer);
    signals.dispose();
  }
}

function tellStatus({ status }: SoloMiner, output: Output): void {
  if (output.isJson) output.event({ type: 'status', ...status });
  else output.note(describeStatus(status));
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
