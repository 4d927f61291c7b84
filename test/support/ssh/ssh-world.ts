import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDebianPackages } from '../debian.js';
import { makeKey, SshServer, type SshServerOptions } from './ssh-server.js';

/** What a server's sessions are like. */
export interface SshHostOptions extends Omit<SshServerOptions, 'environment'> {
  /** More of their environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** One of the devices: a server whose sessions have a home folder of their own, and with it a cache. */
export interface SshHost {
  readonly server: SshServer;
  /** As it is typed on a command line. */
  readonly label: string;
  readonly home: string;
  /** Where the portable file is kept. */
  readonly cache: string;
}

/** Real ssh servers, and a client that knows them and nothing else: its own configuration, key and known hosts. */
export class SshWorld {
  readonly folder = mkdtempSync(join(tmpdir(), 'mine-wasm-ssh-'));
  /** For `--ssh-config`. */
  readonly configFile = join(this.folder, 'ssh_config');
  readonly key = join(this.folder, 'key');
  readonly #authorizedKeys = join(this.folder, 'authorized_keys');
  readonly #knownHosts = join(this.folder, 'known_hosts');
  readonly #hosts: SshHost[] = [];

  constructor() {
    installDebianPackages({
      'openssh-server': '/usr/sbin/sshd',
      'openssh-client': '/usr/bin/ssh',
      tcsh: '/usr/bin/tcsh',
      fish: '/usr/bin/fish',
    });
    makeKey(this.key);
    copyFileSync(`${this.key}.pub`, this.#authorizedKeys);
    writeFileSync(this.#knownHosts, '');
    this.configure(this.configFile);
  }

  /** Writes a configuration of ssh. @param lines before the usual ones, which they overrule */
  configure(path: string, lines: readonly string[] = []): void {
    const usual = [
      `IdentityFile ${this.key}`,
      'IdentitiesOnly yes',
      'IdentityAgent none',
      `UserKnownHostsFile ${this.#knownHosts}`,
      'GlobalKnownHostsFile /dev/null',
      'UpdateHostKeys no',
    ];
    writeFileSync(path, `${[...lines, 'Host *', ...usual].join('\n')}\n`);
  }

  /** Starts a server that the client knows. */
  async host({ environment = {}, ...options }: SshHostOptions = {}): Promise<SshHost> {
    const folder = join(this.folder, `host${this.#hosts.length + 1}`);
    const home = join(folder, 'home');
    const cache = join(home, '.cache');
    mkdirSync(home, { recursive: true });
    const server = await SshServer.start(folder, this.#authorizedKeys, {
      ...options,
      environment: { HOME: home, XDG_CACHE_HOME: cache, PATH: process.env.PATH!, ...environment },
    });
    const host = { server, label: server.address, home, cache: join(cache, 'mine-wasm') };
    this.#hosts.push(host);
    this.knowHosts(this.#hosts);
    return host;
  }

  /** Has the client's known hosts be these, with the keys that they have now. */
  knowHosts(hosts: readonly SshHost[] = this.#hosts): void {
    writeFileSync(this.#knownHosts, hosts.map(({ server }) => `${server.knownHost}\n`).join(''));
  }

  /** Lets another key in. */
  authorize(publicKey: string): void {
    writeFileSync(this.#authorizedKeys, publicKey, { flag: 'a' });
  }

  async close(): Promise<void> {
    await Promise.all(this.#hosts.map(({ server }) => server.stop()));
  }
}
