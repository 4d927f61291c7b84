import { InputError } from '../../errors.js';
import type { DeviceCard } from '../../hashrate/card/device-card.js';
import type { RemoteOutcome } from '../../hashrate/remote/remote-run.js';
import { runOnHosts } from '../../hashrate/remote/run-on-hosts.js';
import { readArtifact } from '../../remote/artifact.js';
import { RemoteError } from '../../remote/remote-error.js';
import { EXIT } from '../exit-codes.js';
import { toFlagError } from '../flags.js';
import type { Output } from '../output.js';
import { portableFile } from '../portable-file.js';
import { Signals } from '../signals.js';
import { writeCard } from './card-file.js';
import { refuseTwins } from './distinct-hosts.js';
import { parseRemoteFlags, type RemoteFlags } from './remote-flags.js';
import { createRemoteView, type RemoteView } from './remote-view.js';

/** `mine-wasm bench remote`: a card of each host. The cards' files are the results, on stdout. @returns the exit code */
export async function remote(labels: readonly string[], flags: RemoteFlags, output: Output): Promise<number> {
  const { hosts, folder, args } = parseRemoteFlags(labels, flags);
  await refuseTwins(hosts, { mayAsk: flags.ask, configFile: flags.sshConfig });
  const artifact = await readArtifact(portableFile);
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  const view = await createRemoteView(
    output,
    hosts.map(({ label }) => label),
    flags.ask === true,
  );
  let whole = 0;
  /** On a terminal they would stand among the bars. */
  const results: string[] = [];
  const tellResults = async () => {
    // Whoever closed stdout is told by Output.onClosed.
    for (const line of results.splice(0)) await output.result(line).catch(() => {});
  };
  try {
    await runOnHosts(hosts, {
      artifact,
      args,
      node: flags.node,
      mayAsk: flags.ask,
      configFile: flags.sshConfig,
      inTurn: flags.inTurn,
      signal: abort.signal,
      onEvent: (host, event) => view.event(host.label, event),
      onOutcome: async (outcome) => {
        const kept = await keepOutcome(outcome, folder, view);
        if (kept.card !== undefined) results.push(resultLine(outcome.host.label, kept, output));
        if (kept.file !== undefined && outcome.error === undefined && kept.card?.isComplete) whole++;
        if (!output.isInteractive) await tellResults();
      },
    });
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, { node: '--node' }) : error;
  } finally {
    view.stop();
    await tellResults();
    signals.dispose();
  }
  if (output.isClosed) return EXIT.stdoutClosed;
  return signals.exitCode ?? (whole === hosts.length ? EXIT.found : EXIT.notFound);
}

/** Keeps what a host has measured, and says where, and what is missing. */
async function keepOutcome(
  { host: { label }, card, error }: RemoteOutcome,
  folder: string,
  view: RemoteView,
): Promise<Kept> {
  if (error !== undefined) view.error(label, error);
  if (card === undefined) {
    if (error === undefined) view.card(label, undefined);
    return {};
  }
  try {
    const file = await writeCard(folder, card);
    view.card(label, { file, card });
    return { file, card };
  } catch (cause) {
    // The measurement may have taken hours: it is not lost, and the other hosts go on.
    const message = `its card is on stdout, since it could not be written (${(cause as Error).message})`;
    view.error(label, new RemoteError('ERR_REMOTE_CARD', message, { cause }));
    return { card };
  }
}

/** What is left of a host's run: a card in a file, one that could not be written, or none. */
interface Kept {
  readonly file?: string;
  readonly card?: DeviceCard;
}

function resultLine(host: string, { file, card }: Kept, output: Output): string {
  const what = file === undefined ? { card } : { file };
  return output.isJson
    ? JSON.stringify({ type: 'card', host, ...what, isComplete: card?.isComplete })
    : (file ?? JSON.stringify(card));
}
