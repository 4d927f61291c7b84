import type { RemoteHost } from '../../remote/remote-host.js';
import type { SshSettings } from '../../remote/ssh-arguments.js';
import { sshDestination } from '../../remote/ssh-destination.js';
import { FlagError } from '../flags.js';

/**
 * No host twice, by whatever name or user: two benchmarks of one device would both be wrong.
 * @throws FlagError naming the two
 */
export async function refuseTwins(hosts: readonly RemoteHost[], settings: SshSettings): Promise<void> {
  const destinations = await Promise.all(hosts.map((host) => sshDestination(host, settings)));
  const labels = new Map<string, string>();
  for (const [at, destination] of destinations.entries()) {
    const { label } = hosts[at]!;
    const place = JSON.stringify(destination);
    const before = labels.get(place);
    if (before !== undefined) {
      const { name, port } = destination;
      const got =
        before === label
          ? `${JSON.stringify(label)} twice`
          : `${JSON.stringify(before)} and ${JSON.stringify(label)}, both of which are ${name}, port ${port}`;
      throw new FlagError('<host...>', `expected different hosts, got ${got}`);
    }
    labels.set(place, label);
  }
}
