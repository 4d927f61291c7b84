import type { SingleBar } from 'cli-progress';
import type { DeviceCard } from '../../hashrate/card/device-card.js';
import type { RemoteError } from '../../hashrate/remote/remote-error.js';
import type { RemoteEvent } from '../../hashrate/remote/remote-run.js';
import type { Output } from '../output.js';
import { formatRate, formatShare } from '../units.js';

/** How often a log gets a line of progress from each host. */
const LINE_SECONDS = 10;

/** Shows how the hosts are doing, on stderr. */
export interface RemoteView {
  event(host: string, event: RemoteEvent): void;
  /** Why a host has no card, or not a whole one. */
  error(host: string, error: RemoteError): void;
  /** Where its card is; undefined when it was stopped before there was one. */
  card(host: string, kept: { readonly file: string; readonly card: DeviceCard } | undefined): void;
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
  return output.isInteractive ? createBars(output, hosts, mayAsk) : createLog(output);
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

const NOTHING = 'stopped before anything was measured';

function createLog(output: Output): RemoteView {
  const shownAt = new Map<string, number>();
  return {
    event(host, event) {
      if (event.type === 'progress') {
        const now = performance.now();
        if (now - (shownAt.get(host) ?? Number.NEGATIVE_INFINITY) < LINE_SECONDS * 1000) return;
        shownAt.set(host, now);
      }
      output.note(`${host}: ${describe(event)}`);
    },
    error: (host, { code, message }) => output.hostError(host, code, message),
    card: (host, kept) => output.note(`${host}: ${describeCard(kept)}`),
    stop() {},
  };
}

function describe(event: RemoteEvent): string {
  switch (event.type) {
    case 'connected':
      return `connected, Node ${event.node} on ${event.architecture}`;
    case 'sending':
      return `${event.isDamaged ? 'the file there is damaged; ' : ''}sending ${Math.ceil(event.bytes / 1000)} kB`;
    case 'stage':
      return event.name;
    case 'progress':
      return [
        `${formatShare(event.done).padStart(7)}  ${event.step}`,
        formatRate(event.hashRate),
        ...(event.celsius === undefined ? [] : [`${event.celsius.toFixed(0)} °C`]),
      ].join('  ');
    case 'note':
      return event.message;
  }
}

function describeCard(kept: { readonly file: string; readonly card: DeviceCard } | undefined): string {
  if (kept === undefined) return NOTHING;
  const { file, card } = kept;
  return [
    `${card.device.model} → ${file}`,
    ...(card.isComplete ? [] : ['not complete']),
    ...(card.device.emulator === undefined ? [] : [`emulated by ${card.device.emulator}`]),
  ].join(', ');
}

const BAR_COLUMNS = 12;

async function createBars(output: Output, hosts: readonly string[], mayAsk: boolean): Promise<RemoteView> {
  const { default: cliProgress } = await import('cli-progress');
  const width = Math.max(...hosts.map((host) => host.length));
  const bars = new Map<string, SingleBar>();
  /** For when the bars are gone. */
  const later: (() => void)[] = [];
  const texts = new Map(hosts.map((host) => [host, 'connecting']));
  const shares = new Map<string, number>();
  const multi = new cliProgress.MultiBar({
    format: (options, { progress }, { host, text }) => {
      const done = Math.round(progress * BAR_COLUMNS);
      const full = options.barCompleteString?.slice(0, done) ?? '';
      const rest = options.barIncompleteString?.slice(0, BAR_COLUMNS - done) ?? '';
      const room = (process.stderr.columns ?? 80) - width - BAR_COLUMNS - 4;
      const shown = `${text ?? ''}`.slice(0, Math.max(room, 0));
      return `${`${host ?? ''}`.padEnd(width)}  ${output.colors.green(full)}${output.colors.dim(rest)} ${shown}`;
    },
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: BAR_COLUMNS,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is ours: the bars must not end the process nor print over what is left to say.
    gracefulExit: false,
  });
  /** Hosts that ssh may still ask about: nothing is drawn over its questions. */
  const unasked = new Set(mayAsk ? hosts : []);
  const update = (host: string, text: string, share = shares.get(host) ?? 0) => {
    texts.set(host, text);
    shares.set(host, share);
    unasked.delete(host);
    if (unasked.size > 0) return;
    for (const name of hosts) {
      const payload = { host: name, text: texts.get(name) };
      const bar = bars.get(name);
      if (bar === undefined) bars.set(name, multi.create(1, shares.get(name) ?? 0, payload));
      else if (name === host) bar.update(share, payload);
    }
  };
  const stop = () => multi.stop();
  // However the process ends, it gives the cursor back.
  process.once('exit', stop);
  return {
    event(host, event) {
      const share = event.type === 'progress' ? event.done : undefined;
      update(host, describe(event).trimStart(), share);
      if (event.type === 'note') later.push(() => output.note(`${host}: ${event.message}`));
    },
    error(host, { code, message }) {
      update(host, `failed: ${message}`);
      later.push(() => output.hostError(host, code, message));
    },
    card(host, kept) {
      update(host, describeCard(kept));
      later.push(() => output.note(`${host}: ${describeCard(kept)}`));
    },
    stop() {
      process.off('exit', stop);
      stop();
      for (const tell of later.splice(0)) tell();
    },
  };
}
