import type { SingleBar } from 'cli-progress';
import { barOptions, terminalColumns } from '../bar-options.js';
import type { Output } from '../output.js';
import { truncate } from '../text-width.js';
import { describeBriefly, describeKept, Rests } from './remote-text.js';
import type { RemoteView } from './remote-view.js';

const BAR_COLUMNS = 12;

/** A line with a bar for each host, at the bottom of a terminal; what should stay is told when they are gone. */
export async function createRemoteBars(
  output: Output,
  hosts: readonly string[],
  mayAsk: boolean,
): Promise<RemoteView> {
  const { default: cliProgress } = await import('cli-progress');
  const width = Math.max(...hosts.map((host) => host.length));
  const bars = new Map<string, SingleBar>();
  const later: (() => void)[] = [];
  const texts = new Map(hosts.map((host) => [host, 'connecting']));
  const shares = new Map<string, number>();
  const rests = new Rests();
  const multi = new cliProgress.MultiBar(
    barOptions(output, BAR_COLUMNS, (bar, { host = '', text = '' }) =>
      hostLine(host.padEnd(width), bar, text, terminalColumns()),
    ),
  );
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
      const isResting = rests.after(host, event);
      const share = event.type === 'progress' ? event.done : undefined;
      update(host, describeBriefly(event, isResting), share);
      if (event.type === 'note') later.push(() => output.note(`${host}: ${event.message}`));
    },
    error(host, { code, message }) {
      update(host, `failed: ${message}`);
      later.push(() => output.hostError(host, code, message));
    },
    card(host, kept) {
      update(host, describeKept(kept));
      later.push(() => output.note(`${host}: ${describeKept(kept)}`));
    },
    stop() {
      process.off('exit', stop);
      stop();
      for (const tell of later.splice(0)) tell();
    },
  };
}

/** As much as fits: a line that the terminal breaks in two would stay when the bars are drawn anew. */
export function hostLine(host: string, bar: string, text: string, columns: number): string {
  // The last column is left free: some terminals go to the next line once it is filled.
  const room = columns - host.length - BAR_COLUMNS - 4;
  return `${host}  ${bar} ${room > 0 ? truncate(text, room) : ''}`;
}
