import type { RemoteEvent } from '../../hashrate/remote/remote-run.js';
import type { RemoteError } from '../../remote/remote-error.js';
import type { Output } from '../output.js';
import { createRemoteBars } from './remote-bars.js';
import { describeEvent, describeKept, type KeptCard, NOTHING, Rests } from './remote-text.js';

/** How often a log gets a line of progress from each host. */
const LINE_SECONDS = 10;

/** Shows how the hosts are doing, on stderr. */
export interface RemoteView {
  event(host: string, event: RemoteEvent): void;
  /** Why a host has no card, or not a whole one. */
  error(host: string, error: RemoteError): void;
  /** Where its card is; undefined when it was stopped before there was one. */
  card(host: string, kept: KeptCard | undefined): void;
  /** Gives the terminal back as it was. */
  stop(): void;
}

/** A line for each host at a terminal, lines for a log, JSON for programs; only errors when quiet. */
export async function createRemoteView(
  output: Output,
  hosts: readonly string[],
  mayAsk: boolean,
): Promise<RemoteView> {
  if (output.isJson) return createEvents(output);
  return output.isInteractive ? createRemoteBars(output, hosts, mayAsk) : createLog(output);
}

function createEvents(output: Output): RemoteView {
  return {
    event: (host, event) => output.event({ ...event, host }),
    error: (host, { code, message }) => output.hostError(host, code, message),
    card(host, kept) {
      if (kept === undefined) output.event({ type: 'note', host, message: NOTHING });
    },
    stop() {},
  };
}

function createLog(output: Output): RemoteView {
  const shownAt = new Map<string, number>();
  const rests = new Rests();
  return {
    event(host, event) {
      const isResting = rests.after(host, event);
      if (event.type === 'progress') {
        const now = performance.now();
        if (now - (shownAt.get(host) ?? Number.NEGATIVE_INFINITY) < LINE_SECONDS * 1000) return;
        shownAt.set(host, now);
      }
      output.note(`${host}: ${describeEvent(event, isResting)}`);
    },
    error: (host, { code, message }) => output.hostError(host, code, message),
    card: (host, kept) => output.note(`${host}: ${describeKept(kept)}`),
    stop() {},
  };
}
