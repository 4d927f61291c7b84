import { type ChildProcess, spawn } from 'node:child_process';

/** What Raspberry Pi's program can be asked, and how it answers. */
const ANSWERS = {
  get_throttled: /^throttled=(0x[\da-f]{1,8})$/i,
  measure_temp: /^temp=(-?\d{1,3}(?:\.\d+)?)'C$/,
} as const;
export type Question = keyof typeof ANSWERS;

/** It answers in some milliseconds. */
const PATIENCE_MILLISECONDS = 2000;
/** One that hangs, or talks nonsense, may do so once. */
const MAX_FAILURES = 3;
/** A little less than the second between two reads, which no timer keeps exactly. */
const INTERVAL_MILLISECONDS = 990;
/** Its answers have a line. */
const MAX_OUTPUT = 10_000;

/** How it says that the user may not open the firmware's device; it may end with 0 all the same. */
const DENIED = /VCHI initialization failed|Can't open device file|permission denied/i;

export interface VcgencmdSettings {
  /** Its name, which is looked for in PATH, or its path. */
  readonly program: string;
  readonly questions: readonly Question[];
  readonly patience?: number | undefined;
}

/**
 * Asks a Raspberry Pi's firmware by the program `vcgencmd`: all questions at first, and from then on one at a time, in turn, at most
 * once a second, since each starts a program on cores that are busy. What can't be asked is not asked again; `notes` says why.
 */
export class Vcgencmd {
  readonly notes: string[] = [];
  readonly #program: string;
  readonly #patience: number;
  readonly #answers = new Map<Question, string>();
  #questions: readonly Question[];
  #failures = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #pending: Promise<void> | undefined;

  constructor({ program, questions, patience = PATIENCE_MILLISECONDS }: VcgencmdSettings) {
    this.#program = program;
    this.#questions = questions;
    this.#patience = patience;
  }

  /** Whether it may still answer something. */
  get isUsable(): boolean {
    return this.#questions.length > 0;
  }

  /** The latest answer, with several questions some seconds old. */
  answer(question: Question): string | undefined {
    return this.#answers.get(question);
  }

  /**
   * Asks the next question, unless the last one was asked within this second. The first call asks them all: who reads once, to see what
   * the device tells, has to see everything. Never rejects.
   */
  async refresh(): Promise<void> {
    if (this.#pending !== undefined) return this.#pending;
    const now = performance.now();
    if (!this.isUsable || now - this.#askedAt < INTERVAL_MILLISECONDS) return;
    const isFirst = this.#askedAt === Number.NEGATIVE_INFINITY;
    this.#askedAt = now;
    this.#pending = this.#askNext(isFirst ? this.#questions.length : 1).finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** Asks so many questions, one after the other; fewer when it gives up. */
  async #askNext(count: number): Promise<void> {
    for (let left = count; left > 0; left--) {
      const [question, ...others] = this.#questions;
      if (question === undefined) return;
      this.#questions = [...others, question];
      await this.#ask(question);
    }
  }

  async #ask(question: Question): Promise<void> {
    this.#answers.delete(question);
    const ended = await run(this.#program, question, this.#patience);
    const [, answer] = ended.output.trim().match(ANSWERS[question]) ?? [];
    if (answer !== undefined && ended.code === 0) {
      this.#failures = 0;
      this.#answers.set(question, answer);
      return;
    }
    this.#failures++;
    const isFinal = ended.fault !== undefined || DENIED.test(ended.output) || ended.code !== 0;
    if (!ended.isLate && isFinal) this.#giveUp(reasonOf(ended));
    else if (this.#failures >= MAX_FAILURES) this.#giveUp(reasonOf(ended));
  }

  #giveUp(reason: string): void {
    this.#questions = [];
    this.#answers.clear();
    this.notes.push(`vcgencmd ${reason}.`);
  }
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly isLate: boolean;
  /** Why it was not started. */
  readonly fault?: string | undefined;
}

/** A sentence's end. Not what it printed, which can name its user. */
function reasonOf({ fault, isLate, output, code }: Ended): string {
  if (fault === 'ENOENT')
    return "is not installed, so the firmware can't be asked about throttling and temperature";
  if (fault === 'EACCES') return 'may not be started by this user';
  if (fault !== undefined) return `can't be started (${fault})`;
  if (isLate) return 'does not answer';
  if (DENIED.test(output)) {
    return 'may not ask the firmware: add the user to the group video (usermod -aG video), and log in again';
  }
  return code === 0 ? 'answers what makes no sense' : `failed (exit code ${code ?? 'none'})`;
}

function run(program: string, question: Question, patience: number): Promise<Ended> {
  return new Promise((resolve) => {
    let output = '';
    let child: ChildProcess;
    const end = (ended: Pick<Ended, 'code' | 'fault'>, isLate = false) => {
      clearTimeout(timer);
      // What it has started can outlive it, and hold the pipes open.
      child?.stdout?.destroy();
      child?.stderr?.destroy();
      resolve({ output, isLate, ...ended });
    };
    const timer = setTimeout(() => {
      child?.kill('SIGKILL');
      child?.unref();
      end({ code: null }, true);
    }, patience);
    try {
      child = spawn(program, [question], { stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    } catch (error) {
      end({ code: null, fault: codeOf(error) });
      return;
    }
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < MAX_OUTPUT) output += text;
      });
    }
    child.once('error', (error) => end({ code: null, fault: codeOf(error) }));
    child.once('close', (code) => end({ code }));
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown';
}
