import type { RemoteHost } from '../../remote/remote-host.js';
import { type RemoteEvent, type RemoteOutcome, RemoteRun, type RunSettings } from './remote-run.js';

export interface HostsSettings extends RunSettings {
  /** One host after the other, rather than side by side. */
  readonly inTurn?: boolean | undefined;
  readonly onEvent: (host: RemoteHost, event: RemoteEvent) => void;
  /** Called as each one ends. What it rejects with ends the others, and is rejected with. */
  readonly onOutcome: (outcome: RemoteOutcome) => Promise<void>;
}

/**
 * Runs the benchmark on each host; a host that fails does not keep the others from going on. Hosts that were not begun when
 * the signal came have no outcome. Where ssh may ask, it asks for one host after the other.
 */
export async function runOnHosts(hosts: readonly RemoteHost[], settings: HostsSettings): Promise<void> {
  const { inTurn = false, mayAsk = false, onEvent, onOutcome, signal } = settings;
  const failed = new AbortController();
  const signals = [failed.signal, ...(signal === undefined ? [] : [signal])];
  const either = AbortSignal.any(signals);
  const endings: Promise<void>[] = [];
  for (const host of hosts) {
    if (either.aborted) break;
    const run = new RemoteRun(host, { ...settings, signal: either }, (event) => onEvent(host, event));
    const ending = run.ended.then(onOutcome).catch((error: unknown) => {
      failed.abort();
      throw error;
    });
    // Awaited below, together with the others.
    ending.catch(() => {});
    endings.push(ending);
    if (inTurn) await run.ended;
    else if (mayAsk) await run.connected;
  }
  await Promise.allSettled(endings);
  await Promise.all(endings);
}
