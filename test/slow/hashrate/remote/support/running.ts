import type { RemoteEvent, RemoteOutcome } from '../../../../../src/hashrate/remote/remote-run.js';
import { type HostsSettings, runOnHosts } from '../../../../../src/hashrate/remote/run-on-hosts.js';
import { parseRemoteHost } from '../../../../../src/remote/remote-host.js';
import type { SshHost } from '../../../../support/ssh/ssh-world.js';

export type RunSettings = Partial<HostsSettings> & Pick<HostsSettings, 'artifact'>;

/** A run on hosts, and what it has told so far. */
export class Running {
  readonly events: { host: string; event: RemoteEvent }[] = [];
  readonly outcomes: RemoteOutcome[] = [];
  readonly abort = new AbortController();
  readonly ended: Promise<void>;
  #waiting: (() => void)[] = [];

  constructor(where: readonly { readonly label: string }[], what: string, settings: RunSettings) {
    this.ended = runOnHosts(
      where.map(({ label }) => parseRemoteHost(label)),
      {
        args: [what],
        signal: this.abort.signal,
        onEvent: ({ label }, event) => {
          this.events.push({ host: label, event });
          this.#wake();
        },
        onOutcome: async (outcome) => {
          this.outcomes.push(outcome);
          this.#wake();
        },
        ...settings,
      },
    );
  }

  of({ label }: SshHost): RemoteEvent[] {
    return this.events.filter(({ host }) => host === label).map(({ event }) => event);
  }

  outcome({ label }: SshHost): RemoteOutcome | undefined {
    return this.outcomes.find(({ host }) => host.label === label);
  }

  /** The process id of what runs there, once the host has told it. */
  async pid(host: SshHost): Promise<number> {
    const told = () =>
      this.of(host).flatMap((event) =>
        event.type === 'progress' ? this.of(host).flatMap((e) => (e.type === 'stage' ? [e.name] : [])) : [],
      );
    await this.until(() => told().length > 0 || this.outcome(host) !== undefined);
    return Number(told()[0]!.replace('pid ', ''));
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
