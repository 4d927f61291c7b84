import { basename } from 'node:path';
import { type CardFile, readCardFiles } from '../../hashrate/card/card-files.js';
import { type Comparison, compareCards } from '../../hashrate/comparison/comparison.js';
import { plainText } from '../../plain-text.js';
import { FlagError, parsePositive } from '../flags.js';
import type { Output } from '../output.js';

/**
 * Reads cards and compares them. A file that is no card is named on stderr and left out.
 * @param watts as `--watts` has them
 * @throws FlagError when no card is left, or the watts don't match the cards
 */
export async function compareFiles(
  paths: readonly string[],
  watts: string | undefined,
  output: Output,
): Promise<Comparison> {
  const wattsOf = watts === undefined ? [] : parseWatts(watts, paths.length);
  const files = await readCardFiles(paths);
  for (const file of files) tellFault(file, output);
  const names = shortNames(paths);
  const cards = files.flatMap((file, at) =>
    'card' in file ? [{ name: fileText(names[at]!), card: file.card, watts: wattsOf[at] }] : [],
  );
  if (cards.length === 0) {
    throw new FlagError('<cards>', 'expected at least one device card, got none', 'ERR_INVALID_CARD');
  }
  return compareCards(cards, { watts: cards.map((card) => card.watts) });
}

function tellFault(file: CardFile, output: Output): void {
  if ('fault' in file) {
    const { code, message } = file.fault;
    output.error(code, message.replace(/^Expected/, 'expected'), fileText(file.path));
  } else if ('sameAs' in file) {
    output.note(`${fileText(file.path)} is the same file as ${fileText(file.sameAs)}: read once`);
  }
}

/** A `-` for each device of which nothing was measured. */
function parseWatts(text: string, count: number): (number | undefined)[] {
  const words = text.split(',').map((word) => word.trim());
  if (words.length !== count) {
    throw new FlagError('--watts', `expected a number or - for each of ${count} cards, got ${words.length}`);
  }
  // More than any machine takes.
  return words.map((word) => (word === '-' ? undefined : parsePositive('--watts', word, 1e6)));
}

/** Files are told apart by their names alone, where these differ. */
function shortNames(paths: readonly string[]): readonly string[] {
  const names = new Map([...new Set(paths)].map((path) => [path, basename(path)]));
  return new Set(names.values()).size === names.size ? paths.map((path) => basename(path)) : paths;
}

/** A file's name may hold anything, line breaks and escape codes too. */
function fileText(path: string): string {
  return plainText(path) || '?';
}
