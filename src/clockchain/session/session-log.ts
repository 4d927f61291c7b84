import { type FileHandle, open } from 'node:fs/promises';
import { diskFault } from '../records/record-file-error.js';
import type { DeviceFigures } from './session-view.js';

/** How devices are coordinated. */
export const SESSION_MODES = ['serial', 'free', 'rounds'] as const;
export type SessionMode = (typeof SESSION_MODES)[number];

/** A device, as a session's log names it: what people call it, and its public key in hex, once that is known. */
export interface NamedDevice {
  readonly name: string;
  readonly device?: string | undefined;
}

/** Why a device has no tick of a round. */
export type Absence = 'absent' | 'late' | 'refused';

/** What happens in a session. Hashes are in display order, times of day in ISO 8601. */
export type SessionEvent =
  | {
      readonly type: 'session';
      readonly session: string;
      readonly mode: SessionMode;
      /** Each with the target of its ticks, or the seconds that it is asked to tick at. */
      readonly devices: readonly (NamedDevice & { readonly target?: string; readonly every?: number })[];
    }
  /** It is there, with so many ticks; `torn` bytes of an unfinished append were cut off its chain. */
  | (NamedDevice & { readonly type: 'joined'; readonly ticks: number; readonly torn: number })
  | (NamedDevice & { readonly type: 'absent'; readonly reason: string })
  | (NamedDevice & {
      readonly type: 'tick';
      readonly tau: number;
      readonly lamport: number;
      /** 0: of none. */
      readonly round: number;
      readonly hash: string;
      /** Its target: 8 hex digits. */
      readonly bits: string;
      /** Seconds that its target was set for, by a measured rate; none in a session without a pace, and before the pace is reached. */
      readonly every?: number;
      /** 0 for one that was mined before it was told. */
      readonly tries: number;
      readonly seconds: number;
    })
  /** A round is over. `root` is what the ticks of the next one carry. */
  | {
      readonly type: 'round';
      readonly round: number;
      readonly seconds: number;
      readonly present: readonly string[];
      readonly absent: readonly { readonly name: string; readonly why: Absence }[];
      readonly root: string;
    }
  /** Nobody came; the round is held again. */
  | { readonly type: 'void'; readonly round: number; readonly seconds: number }
  /** A device is back in the rounds, of which it has missed these. */
  | (NamedDevice & {
      readonly type: 'back';
      readonly round: number;
      readonly missed: readonly [number, number];
    })
  /** A turn that nobody took. */
  | (NamedDevice & { readonly type: 'skipped'; readonly turn: number; readonly why: Absence })
  /** It has all the ticks that it was asked for. */
  | (NamedDevice & { readonly type: 'finished'; readonly ticks: number; readonly seconds: number })
  /** What a device told, and was refused; or what it refuses of what it was told. */
  | (NamedDevice & {
      readonly type: 'refused';
      readonly by: 'coordinator' | 'device';
      readonly fault: string;
      readonly message: string;
    })
  | { readonly type: 'end'; readonly seconds: number; readonly devices: readonly DeviceFigures[] };

/** The log of a session: an event a line, as JSON, with its time. Runs of one session follow each other in it. */
export class SessionLog {
  readonly path: string;
  readonly #file: FileHandle;
  #waiting = '';
  #writing: Promise<void> = Promise.resolve();
  #error: unknown;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** @throws RecordFileError */
  static async open(path: string): Promise<SessionLog> {
    try {
      const file = await open(path, 'a+');
      try {
        await endLine(file);
        return new SessionLog(path, file);
      } catch (error) {
        await file.close();
        throw error;
      }
    } catch (error) {
      throw diskFault(path, 'to be writable', error);
    }
  }

  write(event: SessionEvent): void {
    const isIdle = this.#waiting === '';
    this.#waiting += `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`;
    if (!isIdle) return;
    // Whatever comes while the disk is busy goes along with the next write.
    this.#writing = this.#writing.then(async () => {
      const text = this.#waiting;
      this.#waiting = '';
      try {
        await this.#file.appendFile(text);
      } catch (error) {
        this.#error ??= diskFault(this.path, 'to take another line', error);
      }
    });
  }

  /** Resolves when all is written. @throws RecordFileError for a line that could not be */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file.close();
    if (this.#error !== undefined) throw this.#error;
  }
}

/** Keeps a line that a killed process left unfinished apart from the next one. */
async function endLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  if (size === 0) return;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  if (bytesRead === 1 && buffer[0] !== 0x0a) await file.appendFile('\n');
}
