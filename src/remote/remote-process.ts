import { randomBytes } from 'node:crypto';
import type { Writable } from 'node:stream';
import { type AgentFrame, AgentFrameReader } from './agent-frames.js';
import type { Artifact } from './artifact.js';
import {
  type After,
  ASKING_SECONDS,
  GRACE_SECONDS,
  LOGIN_SECONDS,
  Patience,
  SILENCE_SECONDS,
} from './patience.js';
import { type PipedChild, spawnPiped } from './piped-child.js';
import { remoteCommand } from './remote-command.js';
import { RemoteError } from './remote-error.js';
import type { RemoteHost } from './remote-host.js';
import { type SshSettings, sshArguments } from './ssh-arguments.js';
import { lastLine, sshFault } from './ssh-fault.js';

/** What is kept of ssh's own words. */
const LONGEST_STDERR = 65_536;

export interface RemoteSettings extends SshSettings {
  /** What runs there. */
  readonly artifact: Artifact;
  /** What it is started with; it ends when its stdin does. */
  readonly args: readonly string[];
  /** The Node to be used on the host; default: found there. */
  readonly node?: string | undefined;
  /** Characters of a line of the host, at most: a longer one ends the connection. Default: 128 Mi, more than any card has. */
  readonly longestLine?: number | undefined;
  /** The clock for what may not take for ever. */
  readonly after?: After | undefined;
}

/** What is told of the way to the process. */
export type RemoteConnectionEvent =
  /** The host runs our agent, in this Node. */
  | { readonly type: 'connected'; readonly node: string; readonly architecture: string }
  /** The portable file is sent; `isDamaged` if one was there with another checksum. */
  | { readonly type: 'sending'; readonly bytes: number; readonly isDamaged: boolean };

export interface RemoteListener {
  /** What it is called in messages: `the benchmark`. */
  readonly what: string;
  onEvent(event: RemoteConnectionEvent): void;
  /**
   * A line that it wrote. Until what this returns resolves, which never rejects, no more is read.
   * @throws RemoteError to have it end, with that as the error
   */
  onLine(stream: 'stdout' | 'stderr', line: string): void | Promise<void>;
}

/** How it ended. */
export interface RemoteEnd {
  /** Why it was ended, or could not run. */
  readonly error: RemoteError | undefined;
  /** Its own end; undefined when nobody could tell it. */
  readonly exit: { readonly code: number | null; readonly signal: string | null } | undefined;
  /** Without an exit: what became of the connection. */
  readonly lost: RemoteError | undefined;
}

/** The portable file running on a host, over one connection of the system's ssh. */
export class RemoteProcess {
  /** Resolves when the host runs our agent, or all has ended. */
  readonly connected: Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<RemoteEnd>;
  readonly #settings: RemoteSettings;
  readonly #listener: RemoteListener;
  readonly #ssh: PipedChild;
  readonly #reader: AgentFrameReader;
  readonly #patience: Patience;
  #stderr = '';
  #isConnected = false;
  #isStopping = false;
  #isUnreadable = false;
  #onConnected: () => void = () => {};
  #error: RemoteError | undefined;
  #end: Extract<AgentFrame, { type: 'end' }> | undefined;

  constructor(host: RemoteHost, settings: RemoteSettings, listener: RemoteListener) {
    this.#settings = settings;
    this.#listener = listener;
    const { artifact, args, node, mayAsk = false, longestLine, after } = settings;
    const token = `mine-wasm-${randomBytes(8).toString('hex')}`;
    this.#reader = new AgentFrameReader(token, longestLine);
    const { sha256, bytes } = artifact;
    const command = remoteCommand({ token, sha256, size: bytes.length, args }, node);
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve;
    });
    // A process group of its own: Ctrl-C is ours, and ends the run in good order. Without the terminal ssh could not ask.
    this.#ssh = spawnPiped('ssh', sshArguments(host, command, settings), { detached: !mayAsk });
    this.#patience = new Patience(after);
    this.ended = this.#follow();
    this.#patience.wait(mayAsk ? ASKING_SECONDS : LOGIN_SECONDS, (seconds) => {
      this.#error ??= new RemoteError(
        'ERR_REMOTE_SILENT',
        `its login shell did not come to the command within ${seconds} s`,
      );
      this.kill();
    });
  }

  /** Its stdin. Nothing may be written before it has written a line itself: until then the host may be taking the portable file. */
  get input(): Writable {
    return this.#ssh.stdin;
  }

  /** Closes the host's stdin, which ends what runs there. */
  stop(): void {
    this.#isStopping = true;
    if (this.#isConnected) this.#ssh.stdin.end();
    // Nothing runs there yet.
    else this.#ssh.kill();
    this.#patience.wait(GRACE_SECONDS, () => this.kill());
  }

  /** Ends the connection at once; what runs there ends by that. */
  kill(): void {
    this.#ssh.kill('SIGKILL');
    // What it has started, such as a ProxyCommand, may hold them open.
    this.#ssh.stdout.destroy();
    this.#ssh.stderr.destroy();
  }

  async #follow(): Promise<RemoteEnd> {
    const { stdin, stdout, stderr, ended } = this.#ssh;
    stdin.on('error', () => {});
    stdout.on('data', (bytes: Buffer) => this.#read(bytes));
    stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-LONGEST_STDERR);
    });
    const end = await ended;
    this.#patience.end();
    this.#onConnected();
    if (end.error !== undefined) this.#error ??= notStarted(end.error);
    const lost = this.#end === undefined ? this.#lost(end.error === undefined ? end.code : null) : undefined;
    return { error: this.#error, exit: this.#end, lost };
  }

  /** From the agent's first word on: whatever comes is a sign of life of what runs there. */
  #awaitWord(): void {
    if (this.#isStopping) return;
    this.#patience.wait(SILENCE_SECONDS, (seconds) => {
      // Once it is over, only what it has left behind can hold the connection open.
      if (this.#end === undefined) {
        this.#error ??= new RemoteError(
          'ERR_REMOTE_SILENT',
          `${this.#listener.what} has said nothing for ${seconds} s: it hangs, or was stopped there`,
        );
      }
      this.stop();
    });
  }

  #read(bytes: Buffer): void {
    if (this.#isUnreadable) return;
    const taken: Promise<void>[] = [];
    try {
      for (const frame of this.#reader.push(bytes)) {
        const room = this.#take(frame);
        if (room !== undefined) taken.push(room);
      }
      if (taken.length > 0) void this.#pause(Promise.all(taken));
      // Not by frames: a long line takes its time.
      else if (this.#isConnected) this.#awaitWord();
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      this.#isUnreadable = true;
      this.#error ??= error;
      this.stop();
    }
  }

  /** Reads no more until there is room. Meanwhile the silence is ours. */
  async #pause(room: Promise<unknown>): Promise<void> {
    const { stdout } = this.#ssh;
    stdout.pause();
    if (!this.#isStopping) this.#patience.end();
    await room;
    if (stdout.destroyed) return;
    stdout.resume();
    this.#awaitWord();
  }

  /** @returns what resolves when there is room for more; undefined when there is */
  #take(frame: AgentFrame): Promise<void> | undefined {
    if (!this.#isConnected) {
      this.#isConnected = true;
      // What came before was about the connection.
      this.#stderr = '';
      this.#onConnected();
    }
    switch (frame.type) {
      case 'none':
        this.#error ??= noNode(frame.old, this.#settings.node);
        break;
      case 'hello':
        this.#listener.onEvent({ ...frame, type: 'connected' });
        break;
      case 'need': {
        const { bytes } = this.#settings.artifact;
        this.#listener.onEvent({ type: 'sending', bytes: bytes.length, isDamaged: frame.isDamaged });
        this.#ssh.stdin.write(bytes);
        break;
      }
      case 'stdout':
      case 'stderr':
        return this.#listener.onLine(frame.type, frame.line) ?? undefined;
      case 'fault':
        this.#error ??= new RemoteError(frame.code, frame.message);
        break;
      case 'end':
        this.#end = frame;
        break;
    }
    return undefined;
  }

  /** Why nobody could tell its end. */
  #lost(exitCode: number | null): RemoteError {
    if (!this.#isConnected) return sshFault(exitCode, this.#stderr);
    // Of a command that was killed, OpenSSH says nothing; of a lost connection it does.
    const words = lastLine(this.#stderr);
    return exitCode === 255 && words !== ''
      ? new RemoteError('ERR_REMOTE_CUT', `the connection was cut in mid-run (ssh: ${words})`)
      : new RemoteError('ERR_REMOTE_BENCH', 'what runs on the host was killed there');
  }
}

function notStarted(cause: NodeJS.ErrnoException): RemoteError {
  return cause.code === 'ENOENT'
    ? new RemoteError('ERR_REMOTE_SSH_MISSING', 'there is no program ssh on the PATH: install OpenSSH', {
        cause,
      })
    : new RemoteError('ERR_REMOTE_SSH', `ssh could not be started (${cause.message})`, { cause });
}

function noNode(old: string | undefined, asked: string | undefined): RemoteError {
  if (old !== undefined) {
    return new RemoteError(
      'ERR_REMOTE_OLD_NODE',
      `expected Node 20.19 or newer, or 22.12 or newer, got old Node ${old.replace(' ', ', ')}`,
    );
  }
  return asked === undefined
    ? new RemoteError(
        'ERR_REMOTE_NO_NODE',
        'there is no Node on its PATH or in the usual places: install one, or name it by --node',
      )
    : new RemoteError('ERR_REMOTE_NO_NODE', `${asked} is no Node there`);
}
