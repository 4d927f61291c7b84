import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePorts } from '../../slow/node/support/node-process.js';

export interface SshServerOptions {
  /** What sessions have in their environment, `HOME` and `PATH` included. */
  readonly environment?: Readonly<Record<string, string>>;
  /** More lines of sshd_config. */
  readonly config?: readonly string[];
}

/** A real sshd of its own on a free port of the loopback, for the current user, with a host key of its own. */
export class SshServer {
  readonly port: number;
  readonly folder: string;
  readonly #options: SshServerOptions;
  readonly #authorizedKeys: string;
  #child: ChildProcess | undefined;
  #log: string[] = [];

  private constructor(port: number, folder: string, authorizedKeys: string, options: SshServerOptions) {
    this.port = port;
    this.folder = folder;
    this.#authorizedKeys = authorizedKeys;
    this.#options = options;
  }

  /**
   * @param folder an empty folder for its files
   * @param authorizedKeys a file of public keys that may log in
   */
  static async start(
    folder: string,
    authorizedKeys: string,
    options: SshServerOptions = {},
  ): Promise<SshServer> {
    const [port] = await freePorts(1);
    const server = new SshServer(port!, folder, authorizedKeys, options);
    server.renewHostKey();
    await server.start();
    return server;
  }

  /** `127.0.0.1:port`. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Its line of a known_hosts file. */
  get knownHost(): string {
    const [type, key] = readFileSync(`${this.#hostKey}.pub`, 'utf8').split(' ');
    return `[127.0.0.1]:${this.port} ${type} ${key}`;
  }

  get #hostKey(): string {
    return join(this.folder, 'host_key');
  }

  /** Makes it another machine, as far as ssh can tell. It shows from its next start on. */
  renewHostKey(): void {
    makeKey(this.#hostKey);
  }

  async start(): Promise<void> {
    // As root, sshd needs it; an init script would have made it.
    if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
    const { environment = {}, config = [] } = this.#options;
    const variables = Object.entries(environment).map(([name, value]) => `"${name}=${value}"`);
    const file = join(this.folder, 'sshd_config');
    writeFileSync(
      file,
      [
        ...config,
        `ListenAddress 127.0.0.1:${this.port}`,
        `HostKey ${this.#hostKey}`,
        `AuthorizedKeysFile ${this.#authorizedKeys}`,
        `PidFile ${join(this.folder, 'sshd.pid')}`,
        'PermitRootLogin prohibit-password',
        'PasswordAuthentication no',
        'KbdInteractiveAuthentication no',
        // The keys are in a temporary folder, which others may write to.
        'StrictModes no',
        'UsePAM no',
        'PrintMotd no',
        'PrintLastLog no',
        ...(variables.length === 0 ? [] : [`SetEnv ${variables.join(' ')}`]),
        '',
      ].join('\n'),
    );
    this.#child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] });
    process.once('exit', this.#kill);
    const lines = createInterface(this.#child.stderr!);
    for await (const line of lines) {
      this.#log.push(line);
      if (line.startsWith('Server listening')) {
        // Read on, lest it waits for room.
        this.#child.stderr!.on('data', () => {}).resume();
        return;
      }
    }
    throw new Error(`sshd did not start:\n${this.#log.join('\n')}`);
  }

  readonly #kill = (): void => void this.#child?.kill('SIGKILL');

  /** Ends every session without a word, as when a cable is pulled; what runs in them is left alone. */
  cut(): void {
    for (const pid of this.#sessions()) kill(pid);
  }

  /** Ends it and its sessions. */
  async stop(): Promise<void> {
    if (this.#child === undefined) return;
    const gone = once(this.#child, 'exit');
    const sessions = this.#sessions();
    this.#child.kill('SIGTERM');
    for (const pid of sessions) kill(pid);
    await gone;
    process.off('exit', this.#kill);
    this.#child = undefined;
  }

  /** Its sshd processes but for the one that listens: children before parents. */
  #sessions(): number[] {
    const processes = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => {
        try {
          const [, pid, command, parent] = /^(\d+) \((.*)\) \S (\d+)/s.exec(
            readFileSync(`/proc/${name}/stat`, 'utf8'),
          )!;
          return [{ pid: Number(pid), command: command!, parent: Number(parent) }];
        } catch {
          // It has ended meanwhile.
          return [];
        }
      });
    const below = (parent: number): number[] =>
      processes
        .filter((process) => process.parent === parent && process.command.startsWith('sshd'))
        .flatMap(({ pid }) => [...below(pid), pid]);
    return below(this.#child!.pid!);
  }
}

/** Makes a key pair, in place of another one. */
export function makeKey(path: string, passphrase = ''): void {
  const args = ['-q', '-t', 'ed25519', '-N', passphrase, '-C', 'test', '-f', path];
  const { status, stderr } = spawnSync('ssh-keygen', args, { input: 'y\n', encoding: 'utf8' });
  if (status !== 0) throw new Error(`ssh-keygen ended with ${status}: ${stderr}`);
}

/** A session may have ended by itself since it was seen. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
