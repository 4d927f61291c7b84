import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { MineWasmError } from '../../errors.js';
import type { DeviceCard } from '../card/device-card.js';
import { readDeviceCard } from '../card/read-device-card.js';
import { type AgentFrame, AgentFrameReader } from './agent-frames.js';
import type { Artifact } from './artifact.js';
import { type BenchEvent, readBenchEvent } from './bench-events.js';
import { hostText } from './host-text.js';
import {
  type After,
  ASKING_SECONDS,
  GRACE_SECONDS,
  LOGIN_SECONDS,
  Patience,
  SILENCE_SECONDS,
} from './patience.js';
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
  /** Ends the run: what was measured so far is kept. */
  readonly signal?: AbortSignal | undefined;
  /** The clock for what may not take for ever. */
  readonly after?: After | undefined;
}

/** What a run tells while it goes on. */
export type RemoteEvent =
  /** The host runs our agent, in this Node. */
  | { readonly type: 'connected'; readonly node: string; readonly architecture: string }
  /** The portable file is sent; `isDamaged` if one was there with another checksum. */
  | { readonly type: 'sending'; readonly bytes: number; readonly isDamaged: boolean }
  | Exclude<BenchEvent, { type: 'partial' | 'error' }>;

/** How a run ended: a whole card, or what went wrong and, if something was measured, a card that is not complete. */
export interface RemoteOutcome {
  readonly host: RemoteHost;
  readonly card?: DeviceCard | undefined;
  readonly error?: RemoteError | undefined;
}

/** One benchmark on one host, over one connection of the system's ssh. */
export class RemoteRun {
  /** Resolves when the host runs our agent, or the run has ended. */
  readonly connected: Promise<void>;
  /** Never rejects. */
  readonly ended: Promise<RemoteOutcome>;
  readonly #host: RemoteHost;
  readonly #settings: RemoteSettings;
  readonly #onEvent: (event: RemoteEvent) => void;
  readonly #ssh: ChildProcess;
  readonly #reader: AgentFrameReader;
  #stderr = '';
  #isConnected = false;
  #isStopping = false;
  #isUnreadable = false;
  #onConnected: () => void = () => {};
  #error: RemoteError | undefined;
  #end: Extract<AgentFrame, { type: 'end' }> | undefined;
  #card: DeviceCard | undefined;
  #partial: DeviceCard | undefined;
  /** The benchmark's last words, and its own account of a fault. */
  #lastWords = '';
  #benchError: string | undefined;
  readonly #patience: Patience;

  constructor(host: RemoteHost, settings: RemoteSettings, onEvent: (event: RemoteEvent) => void) {
    this.#host = host;
    this.#settings = settings;
    this.#onEvent = onEvent;
    const { artifact, args, node, mayAsk = false, after } = settings;
    const token = `mine-wasm-${randomBytes(8).toString('hex')}`;
    this.#reader = new AgentFrameReader(token);
    const { sha256, bytes } = artifact;
    const command = remoteCommand({ token, sha256, size: bytes.length, args }, node);
    this.connected = new Promise((resolve) => {
      this.#onConnected = resolve;
    });
    // A process group of its own: Ctrl-C is ours, and ends the run in good order. Without the terminal ssh could not ask.
    this.#ssh = spawn('ssh', sshArguments(host, command, settings), {
      stdio: 'pipe',
      detached: !mayAsk,
      windowsHide: true,
    });
    this.#patience = new Patience(after);
    this.ended = this.#follow();
    this.#patience.wait(mayAsk ? ASKING_SECONDS : LOGIN_SECONDS, (seconds) => {
      this.#error ??= new RemoteError(
        'ERR_REMOTE_SILENT',
        `its login shell did not come to the command within ${seconds} s`,
      );
      this.#kill();
    });
    settings.signal?.addEventListener('abort', this.#stop, { once: true });
    if (settings.signal?.aborted) this.#stop();
  }

  #follow(): Promise<RemoteOutcome> {
    const { stdin, stdout, stderr } = this.#ssh;
    stdin!.on('error', () => {});
    stdout!.on('data', (bytes: Buffer) => this.#read(bytes));
    stderr!.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-LONGEST_STDERR);
    });
    return new Promise((resolve) => {
      this.#ssh.once('error', (cause: NodeJS.ErrnoException) => {
        this.#error ??=
          cause.code === 'ENOENT'
            ? new RemoteError(
                'ERR_REMOTE_SSH_MISSING',
                'there is no program ssh on the PATH: install OpenSSH',
                { cause },
              )
            : new RemoteError('ERR_REMOTE_SSH', `ssh could not be started (${cause.message})`, { cause });
      });
      this.#ssh.once('close', (code) => {
        this.#patience.end();
        this.#settings.signal?.removeEventListener('abort', this.#stop);
        this.#onConnected();
        resolve(this.#outcome(code));
      });
    });
  }

  /** Closes the host's stdin, which ends what runs there. */
  readonly #stop = (): void => {
    this.#isStopping = true;
    if (this.#isConnected) this.#ssh.stdin!.end();
    // Nothing runs there yet.
    else this.#ssh.kill();
    this.#patience.wait(GRACE_SECONDS, () => this.#kill());
  };

  #kill(): void {
    this.#ssh.kill('SIGKILL');
    // What it has started, such as a ProxyCommand, may hold them open.
    this.#ssh.stdout!.destroy();
    this.#ssh.stderr!.destroy();
  }

  /** From the agent's first word on: whatever comes is a sign of life of what runs there. */
  #awaitWord(): void {
    if (this.#isStopping) return;
    this.#patience.wait(SILENCE_SECONDS, (seconds) => {
      // Once the benchmark is over, only what it has left behind can hold the connection open.
      if (this.#end === undefined) {
        this.#error ??= new RemoteError(
          'ERR_REMOTE_SILENT',
          `the benchmark has said nothing for ${seconds} s: it hangs, or was stopped there`,
        );
      }
      this.#stop();
    });
  }

  #read(bytes: Buffer): void {
    if (this.#isUnreadable) return;
    try {
      for (const frame of this.#reader.push(bytes)) this.#take(frame);
      // Not by frames: a long card takes its time.
      if (this.#isConnected) this.#awaitWord();
    } catch (error) {
      if (!(error instanceof RemoteError)) throw error;
      this.#isUnreadable = true;
      this.#error ??= error;
      this.#stop();
    }
  }

  #take(frame: AgentFrame): void {
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
        this.#onEvent({ ...frame, type: 'connected' });
        break;
      case 'need': {
        const { bytes } = this.#settings.artifact;
        this.#onEvent({ type: 'sending', bytes: bytes.length, isDamaged: frame.isDamaged });
        this.#ssh.stdin!.write(bytes);
        break;
      }
      case 'stderr':
        this.#takeEvent(frame.line);
        break;
      case 'stdout':
        this.#takeCard(frame.line);
        break;
      case 'fault':
        this.#error ??= new RemoteError(frame.code, frame.message);
        break;
      case 'end':
        this.#end = frame;
        break;
    }
  }

  #takeEvent(line: string): void {
    const event = readBenchEvent(line);
    if (event === undefined) this.#lastWords = hostText(line);
    else if (event.type === 'partial') this.#partial = event.card;
    else if (event.type === 'error') this.#benchError = `${event.message} (${event.code})`;
    else this.#onEvent(event);
  }

  #takeCard(line: string): void {
    try {
      this.#card = readDeviceCard(line);
    } catch (error) {
      if (!(error instanceof MineWasmError)) throw error;
      throw new RemoteError('ERR_REMOTE_OUTPUT', error.message, { cause: error });
    }
  }

  #outcome(exitCode: number | null): RemoteOutcome {
    const card = this.#card ?? this.#partial;
    const isInterrupted = this.#settings.signal?.aborted === true;
    const isWhole = this.#card?.isComplete === true;
    const error = this.#error ?? (isWhole || isInterrupted ? undefined : this.#fault(exitCode));
    return { host: this.#host, ...(card && { card }), ...(error && { error }) };
  }

  /** Why there is no whole card. */
  #fault(exitCode: number | null): RemoteError {
    if (!this.#isConnected) return sshFault(exitCode, this.#stderr);
    if (this.#end !== undefined) {
      const { code, signal } = this.#end;
      const how = signal === null ? `ended with exit code ${code}` : `was killed by ${signal}`;
      const words = this.#benchError ?? this.#card?.notes.at(-1) ?? this.#lastWords;
      return new RemoteError(
        'ERR_REMOTE_BENCH',
        `the benchmark ${how} and gave no whole card${words && `: ${words}`}`,
      );
    }
    // Of a command that was killed, OpenSSH says nothing; of a lost connection it does.
    const words = lastLine(this.#stderr);
    return exitCode === 255 && words !== ''
      ? new RemoteError('ERR_REMOTE_CUT', `the connection was cut in mid-run (ssh: ${words})`)
      : new RemoteError('ERR_REMOTE_BENCH', 'what runs on the host was killed there');
  }
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
