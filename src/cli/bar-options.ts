import type { Options } from 'cli-progress';
import type { Output } from './output.js';

/** What {@link barOptions}' bars are updated with, besides their share. */
export type BarWords = Readonly<Record<string, string>>;

/**
 * cli-progress's options for bars on stderr.
 * @param columns how wide a bar is
 * @param line what stands in a bar's line: the bar, and what belongs to it
 */
export function barOptions(
  { colors }: Output,
  columns: number,
  line: (bar: string, words: BarWords) => string,
): Options {
  return {
    format: (_options, { progress }, words: BarWords) => {
      const done = Math.round(progress * columns);
      const bar = colors.green('█'.repeat(done)) + colors.dim('░'.repeat(columns - done));
      return line(bar, words);
    },
    barsize: columns,
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
    // Ctrl-C is ours: bars must not end the process nor print over what is left to say.
    gracefulExit: false,
  };
}

/** Columns of the terminal. */
export function terminalColumns(): number {
  return process.stderr.columns ?? 80;
}
