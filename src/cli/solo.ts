import type { SoloEvent } from '../node/solo/solo-events.js';
import { SoloMiner } from '../node/solo/solo-miner.js';
import { EXIT } from './exit-codes.js';
import { withNames, withNamesAsync } from './flags.js';
import type { Output } from './output.js';
import { Signals } from './signals.js';
import { parseSoloFlags, SOLO_FLAG_OF_OPTION, type SoloFlags } from './solo-flags.js';
import { describeEnd, describeEvent, describeStatus } from './solo-text.js';

/** How often the account is told, in milliseconds. */
const STATUS_MILLISECONDS = 10_000;

/** `mine-wasm solo`: mines on a full node. Accepted blocks are the results, on stdout. @returns the exit code */
export async function solo(flags: SoloFlags, output: Output): Promise<number> {
  const names = { ...SOLO_FLAG_OF_OPTION, ...(flags.script !== undefined && { payout: '--script' }) };
  const { options, blocks } = parseSoloFlags(flags);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  const miner = withNames(
    names,
    () => new SoloMiner({ ...options, onEvent: (event) => tell(event, output) }),
  );
  const tellStatus = () =>
    output.isJson
      ? output.event({ type: 'status', ...miner.status })
      : output.note(describeStatus(miner.status));
  const timer = setInterval(tellStatus, STATUS_MILLISECONDS);
  try {
    const status = await withNamesAsync(names, () => miner.run({ blocks, signal: abort.signal }));
    if (output.isClosed) return EXIT.stdoutClosed;
    if (output.isJson) output.event({ type: 'end', ...status });
    else output.note(describeEnd(status));
    return signals.exitCode ?? EXIT.found;
  } finally {
    clearInterval(timer);
    signals.dispose();
  }
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
