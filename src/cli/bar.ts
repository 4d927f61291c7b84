import type { SingleBar } from 'cli-progress';
import type { Output } from './output.js';

/** A bar at the bottom of a terminal. */
export interface Bar {
  /**
   * @param share done, 0 … 1
   * @param text what follows the bar, in so many columns
   */
  update(share: number, text: (columns: number) => string): void;
  /** Makes room for other lines, and gives the terminal back as it was. */
  stop(): void;
}

const BAR_COLUMNS = 20;

/** A bar on stderr, shown from the first update on. */
export async function createBar(output: Output): Promise<Bar> {
  const { default: cliProgress } = await import('cli-progress');
  let bar: SingleBar | undefined;
  const start = () => {
    bar = new cliProgress.SingleBar({
      format: (options, { progress }, { text }) => {
        const done = Math.round(progress * BAR_COLUMNS);
        const full = options.barCompleteString?.slice(0, done) ?? '';
        const rest = options.barIncompleteString?.slice(0, BAR_COLUMNS - done) ?? '';
        return `${output.colors.green(full)}${output.colors.dim(rest)} ${text ?? ''}`;
      },
      barCompleteChar: '█',
      barIncompleteChar: '░',
      barsize: BAR_COLUMNS,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      // Ctrl-C is ours: the bar must not end the process nor print over what is left to say.
      gracefulExit: false,
    });
    bar.start(1, 0, { text: 'starting' });
  };
  const stop = () => {
    bar?.stop();
    bar = undefined;
  };
  // However the process ends, it gives the cursor back.
  process.once('exit', stop);
  return {
    stop,
    update(share, text) {
      if (bar === undefined) start();
      const columns = (process.stderr.columns ?? 80) - BAR_COLUMNS - 2;
      bar?.update(share, { text: text(columns) });
    },
  };
}

/** The first part, and as many of the others as fit beside it. */
export function fitParts(columns: number, [first = '', ...others]: readonly string[]): string {
  let text = first;
  for (const part of others) {
    if (text.length + 3 + part.length > columns) break;
    text += `   ${part}`;
  }
  return text;
}
