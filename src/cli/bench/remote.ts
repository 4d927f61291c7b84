import { InputError } from '../../errors.js';
import { readArtifact } from '../../hashrate/remote/artifact.js';
import type { RemoteOutcome } from '../../hashrate/remote/remote-run.js';
import { runOnHosts } from '../../hashrate/remote/run-on-hosts.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, toFlagError } from '../flags.js';
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
        if (outcome.error === undefined && outcome.card?.isComplete === true) whole++;
        const file = await keepOutcome(outcome, folder, view);
        if (file !== undefined) results.push(resultLine(outcome, file, output));
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

/** Keeps what a host has measured, and says where, and what is missing. @returns the card's file, if there is one */
async function keepOutcome(
  { host: { label }, card, error }: RemoteOutcome,
  folder: string,
  view: RemoteView,
): Promise<string | undefined> {
  if (error !== undefined) view.error(label, error);
  if (card === undefined) {
    if (error === undefined) view.card(label, undefined);
    return undefined;
  }
  const file = await writeCard(folder, card).catch((cause: Error) => {
    const message = `expected room for the card of ${label}, got ${cause.message}`;
    throw new FlagError('--output-dir', message, 'ERR_INVALID_OPTION', { cause });
  });
  view.card(label, { file, card });
  return file;
}

function resultLine({ host, card }: RemoteOutcome, file: string, output: Output): string {
  return output.isJson
    ? JSON.stringify({ type: 'card', host: host.label, file, isComplete: card?.isComplete })
    : file;
}
