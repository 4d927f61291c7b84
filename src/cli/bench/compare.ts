import { comparisonToCsv } from '../../hashrate/comparison/comparison-csv.js';
import { comparisonToJson } from '../../hashrate/comparison/comparison-json.js';
import { comparisonToMarkdown } from '../../hashrate/comparison/comparison-markdown.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseChoice } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { comparisonToText } from './comparison-text.js';
import { compareFiles } from './read-cards.js';

export interface CompareFlags extends OutputFlags {
  readonly watts?: string;
  readonly format?: string;
}

const FORMATS = ['table', 'md', 'csv', 'json'] as const;

/** `mine-wasm bench compare <cards…>`: ranks devices. @returns the exit code */
export async function compare(
  paths: readonly string[],
  flags: CompareFlags,
  output: Output,
): Promise<number> {
  const format = parseFormat(flags, FORMATS) ?? 'table';
  const comparison = await compareFiles(paths, flags.watts, output);
  if (format === 'json') await output.json(comparisonToJson(comparison));
  else if (format === 'csv') await output.text(comparisonToCsv(comparison));
  else if (format === 'md') await output.text(comparisonToMarkdown(comparison));
  else await output.result(await comparisonToText(comparison, process.stdout.columns));
  return EXIT.found;
}

/** What --format or --json asks for; undefined when neither is there. */
export function parseFormat<T extends string>(
  { format, json }: CompareFlags,
  formats: readonly T[],
): T | undefined {
  const named = format === undefined ? undefined : parseChoice('--format', format, formats);
  if (json !== true) return named;
  if (named !== undefined && named !== 'json') {
    throw new FlagError('--format', `expected json beside --json, got ${named}`);
  }
  return formats.find((name) => name === 'json');
}
