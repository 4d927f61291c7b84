import { Pacer } from '../../clockchain/pacer.js';
import { LONGEST_AGE, MOST_COUNT } from '../../clockchain/readings/batch-limits.js';
import { JOURNAL_FSYNC, type JournalFsync } from '../../clockchain/readings/reading-journal.js';
import { MOST_ZEROS, targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { MOST_THREADS } from '../../engine/options.js';
import { parseDuration } from '../bench/bench-flags.js';
import { FlagError, parseChoice, parseInteger } from '../flags.js';
import type { OutputFlags } from '../output.js';
import type { BrokerFlags } from './broker-flags.js';
import { parseEvery } from './every-flag.js';
import { type FolderFlags, parseFolder } from './folder-flags.js';

/** Bytes, by its length field of 16 bits. */
const LONGEST_TOPIC = 65_535;

/** The seal command's flags as they were typed. */
export interface SealFlags extends OutputFlags, FolderFlags, BrokerFlags {
  readonly key?: string;
  readonly difficulty?: string;
  readonly every?: string;
  readonly count?: string;
  readonly age?: string;
  readonly fsync?: string;
  readonly threads?: string;
  readonly topic?: string;
  readonly journalLost?: boolean;
}

/** @throws FlagError naming the flag, what was expected and what came */
export function parseSealFlags(flags: SealFlags) {
  const { difficulty = '4', every, count = '64', age = '1m', fsync = 'reading', threads } = flags;
  if (every !== undefined && flags.difficulty !== undefined)
    throw new FlagError('--every', 'expected it or --difficulty, got both');
  if (flags.key === '') throw new FlagError('--key', 'expected the path of a file, got ""');
  const files = parseFolder(flags);
  if (flags.topic === undefined && flags.broker !== undefined) {
    throw new FlagError('--topic', 'expected the topic of the readings with --broker, got none');
  }
  if (flags.topic !== undefined && flags.broker === undefined) {
    throw new FlagError('--broker', 'expected the URL of an MQTT broker with --topic, got none');
  }
  return {
    topic: flags.topic === undefined ? undefined : parseTopic(flags.topic),
    files: { ...files, key: flags.key ?? files.key },
    target:
      every === undefined
        ? targetOfZeros(parseInteger('--difficulty', difficulty, 0, MOST_ZEROS))
        : new Pacer(parseEvery(every)),
    count: parseInteger('--count', count, 1, MOST_COUNT),
    age: parseDuration('--age', age, LONGEST_AGE),
    fsync: parseChoice<JournalFsync>('--fsync', fsync, JOURNAL_FSYNC),
    isJournalLost: flags.journalLost === true,
    threads: threads === undefined ? undefined : parseInteger('--threads', threads, 1, MOST_THREADS),
  };
}

/** An MQTT topic filter (MQTT 3.1.1, 4.7): `+` and `#` are whole levels, and `#` is the last. */
function parseTopic(topic: string): string {
  const levels = topic.split('/');
  const isFilter =
    topic.length > 0 &&
    Buffer.byteLength(topic) <= LONGEST_TOPIC &&
    Buffer.from(topic).toString() === topic &&
    !topic.includes('\0') &&
    levels.every(
      (level, i) => level === '+' || (level === '#' ? i === levels.length - 1 : !/[+#]/.test(level)),
    );
  if (isFilter) return topic;
  throw new FlagError(
    '--topic',
    `expected an MQTT topic or filter, as sensors/+/reading, got ${JSON.stringify(topic)}`,
  );
}
