import { writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { packageVersion } from '../../engine/package-version.js';
import { identify } from '../../hashrate/card/card-files.js';
import type { Comparison } from '../../hashrate/comparison/comparison.js';
import { comparisonToCsv } from '../../hashrate/comparison/comparison-csv.js';
import { comparisonToJson } from '../../hashrate/comparison/comparison-json.js';
import { comparisonToMarkdown } from '../../hashrate/comparison/comparison-markdown.js';
import { comparisonPage } from '../../hashrate/report/comparison-page.js';
import { EXIT } from '../exit-codes.js';
import { FlagError } from '../flags.js';
import type { Output } from '../output.js';
import { type CompareFlags, parseFormat } from './compare.js';
import { compareFiles } from './read-cards.js';

export interface ReportFlags extends CompareFlags {
  readonly output?: string;
}

const FORMATS = ['html', 'md', 'csv', 'json'] as const;
type Format = (typeof FORMATS)[number];

const FORMAT_OF_ENDING: Readonly<Record<string, Format>> = {
  '.html': 'html',
  '.htm': 'html',
  '.md': 'md',
  '.csv': 'csv',
  '.json': 'json',
};

const RENDER: Readonly<Record<Format, (comparison: Comparison) => string>> = {
  html: (comparison) => comparisonPage(comparison, { date: new Date(), version: packageVersion() }),
  md: comparisonToMarkdown,
  csv: comparisonToCsv,
  json: (comparison) => `${JSON.stringify(comparisonToJson(comparison))}\n`,
};

/** `mine-wasm bench report <cards…>`: the comparison as a page. @returns the exit code */
export async function report(paths: readonly string[], flags: ReportFlags, output: Output): Promise<number> {
  const file = flags.output;
  const ending = file === undefined ? '' : extname(file).toLowerCase();
  const format = parseFormat(flags, FORMATS) ?? FORMAT_OF_ENDING[ending] ?? 'html';
  if (file !== undefined) await refuseCard(file, paths);
  const text = RENDER[format](await compareFiles(paths, flags.watts, output));
  if (file === undefined) await output.text(text);
  else {
    await write(file, text);
    output.note(`Written: ${file}`);
  }
  return EXIT.found;
}

/** A card is hours of measurement; a slip must not cost one. */
async function refuseCard(file: string, paths: readonly string[]): Promise<void> {
  const identities = await Promise.all([file, ...paths].map((path) => identify(path).catch(() => undefined)));
  const [own, ...cards] = identities;
  if (own !== undefined && cards.includes(own)) {
    throw new FlagError('--output', `expected a file that is none of the cards, got ${JSON.stringify(file)}`);
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new FlagError(
      '--output',
      `expected a file that can be written, got ${(cause as Error).message}`,
      'ERR_INVALID_OPTION',
      { cause },
    );
  }
}
