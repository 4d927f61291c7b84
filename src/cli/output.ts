import { type Colors, loadColors } from './colors.js';

/** Thrown when whoever read stdout is gone (`mine-wasm … | head -1`). */
export class StdoutClosed extends Error {
  override readonly name = 'StdoutClosed';
}

export interface OutputFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
  /** commander's name for `--no-color`. */
  readonly color?: boolean;
}

const PLAIN: Colors = { red: String, green: String, dim: String };

/** Whether stderr is a terminal that understands escape codes. */
function isTerminal(): boolean {
  return process.stderr.isTTY && process.env.TERM !== 'dumb';
}

/** The command's two streams: stdout carries results alone, stderr everything else. */
export class Output {
  isJson = false;
  isQuiet = false;
  /** Colours for stderr: none when it is no terminal, with --no-color, or where NO_COLOR is set (no-color.org). */
  colors = PLAIN;
  #closed: StdoutClosed | undefined;
  /** Called once when stdout turns out to be closed. */
  onClosed: () => void = () => {};

  constructor() {
    process.stdout.on('error', (cause) => {
      if (this.#closed !== undefined) return;
      this.#closed = new StdoutClosed('stdout was closed', { cause });
      this.onClosed();
    });
    // Nobody is left to tell that nobody listens.
    process.stderr.on('error', () => {});
  }

  /** Sets what the flags ask for. */
  configure({ json = false, quiet = false, color = true }: OutputFlags): void {
    this.isJson = json;
    this.isQuiet = quiet;
    this.colors = color && !process.env.NO_COLOR && isTerminal() && !json ? loadColors() : PLAIN;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** Whether a person watches stderr, and may be shown a bar. */
  get isInteractive(): boolean {
    return isTerminal() && !this.isJson && !this.isQuiet;
  }

  /** Writes a result line. Rejects with StdoutClosed when nobody reads it. */
  async result(text: string): Promise<void> {
    await this.text(`${text}\n`);
  }

  /** Writes a result that has its line ends. Rejects with StdoutClosed when nobody reads it. */
  async text(text: string): Promise<void> {
    if (this.#closed !== undefined) throw this.#closed;
    await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));
    if (this.#closed !== undefined) throw this.#closed;
  }

  /** Writes a result as one JSON line. */
  async json(object: object): Promise<void> {
    await this.result(JSON.stringify(object));
  }

  /** Tells something that is neither a result nor an error. */
  note(message: string): void {
    if (this.isQuiet) return;
    this.#stderr(this.isJson ? JSON.stringify({ type: 'note', message }) : message);
  }

  /** Writes an event for programs that follow on stderr. */
  event(object: object): void {
    if (!this.isQuiet) this.#stderr(JSON.stringify(object));
  }

  /** Tells what went wrong, in one line. */
  error(code: string, message: string, option?: string): void {
    const place = option === undefined ? '' : `${option}: `;
    this.#stderr(
      this.isJson
        ? JSON.stringify({ type: 'error', code, message, ...(option !== undefined && { option }) })
        : `${this.colors.red('mine-wasm:')} ${place}${message}`,
    );
  }

  /** Tells what went wrong with one of several hosts, in one line. */
  hostError(host: string, code: string, message: string): void {
    this.#stderr(
      this.isJson
        ? JSON.stringify({ type: 'error', host, code, message })
        : `${this.colors.red(`${host}:`)} ${message}`,
    );
  }

  #stderr(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}
