import type { SingleBar } from 'cli-progress';
import { barOptions, terminalColumns } from './bar-options.js';
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
    bar = new cliProgress.SingleBar(
      barOptions(output, BAR_COLUMNS, (drawn, { text = '' }) => `${drawn} ${text}`),
    );
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
      const columns = terminalColumns() - BAR_COLUMNS - 2;
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
