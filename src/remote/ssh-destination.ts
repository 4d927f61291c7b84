import { execFile } from 'node:child_process';
import type { RemoteHost } from './remote-host.js';
import { type SshSettings, sshArguments } from './ssh-arguments.js';

/** Where ssh would connect to for a host, by the user's configuration: aliases and ports are resolved. */
export interface SshDestination {
  readonly name: string;
  readonly port: number;
  /** What it goes through (ProxyJump, ProxyCommand): behind two of them the same name can be two hosts. */
  readonly way: string;
}

/** `Match exec` may run anything. */
const LONGEST_MILLISECONDS = 10_000;

/**
 * Asks `ssh -G`, which connects to nothing.
 * @returns what was typed, and port 22, when ssh is missing or does not read its configuration, which a run will tell
 */
export function sshDestination(host: RemoteHost, settings: SshSettings): Promise<SshDestination> {
  return new Promise((resolve) => {
    const args = ['-G', ...sshArguments(host, 'true', settings)];
    execFile('ssh', args, { timeout: LONGEST_MILLISECONDS, windowsHide: true }, (error, stdout) => {
      const options = new Map(error === null ? stdout.split(/\r?\n/).map(splitLine) : []);
      resolve({
        name: (options.get('hostname') ?? host.name).toLowerCase(),
        port: Number(options.get('port') ?? host.port ?? 22),
        way: [options.get('proxyjump') ?? '', options.get('proxycommand') ?? ''].join(' ').trim(),
      });
    });
  });
}

/** `port 22` */
function splitLine(line: string): [name: string, value: string] {
  const end = line.indexOf(' ');
  return [line.slice(0, Math.max(end, 0)), line.slice(end + 1)];
}
