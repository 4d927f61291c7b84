import { LONGEST_AGE, MOST_COUNT } from '../../clockchain/readings/batch-limits.js';
import { JOURNAL_FSYNC, type JournalFsync } from '../../clockchain/readings/reading-journal.js';
import { MOST_ZEROS, targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { MOST_THREADS } from '../../engine/options.js';
import { parseDuration } from '../bench/bench-flags.js';
import { FlagError, parseChoice, parseInteger } from '../flags.js';
import type { OutputFlags } from '../output.js';
import { type FolderFlags, parseFolder } from './folder-flags.js';

/** The seal command's flags as they were typed. */
export interface SealFlags extends OutputFlags, FolderFlags {
  readonly key?: string;
  readonly difficulty?: string;
  readonly count?: string;
  readonly age?: string;
  readonly fsync?: string;
  readonly threads?: string;
}

/** @throws FlagError naming the flag, what was expected and what came */
export function parseSealFlags(flags: SealFlags) {
  const { difficulty = '4', count = '64', age = '1m', fsync = 'reading', threads } = flags;
  if (flags.key === '') throw new FlagError('--key', 'expected the path of a file, got ""');
  const files = parseFolder(flags);
  return {
    files: { ...files, key: flags.key ?? files.key },
    target: targetOfZeros(parseInteger('--difficulty', difficulty, 0, MOST_ZEROS)),
    count: parseInteger('--count', count, 1, MOST_COUNT),
    age: parseDuration('--age', age, LONGEST_AGE),
    fsync: parseChoice<JournalFsync>('--fsync', fsync, JOURNAL_FSYNC),
    threads: threads === undefined ? undefined : parseInteger('--threads', threads, 1, MOST_THREADS),
  };
}
