import { Header } from './engine.js';

/** Hashes of difficulty 1, on average: 2^256 / (target + 1). */
const HASHES_OF_DIFFICULTY_1 = 2 ** 256 / (0xffff * 2 ** 208);

/**
 * Block 840000, of which anybody can check what its difficulty was: it stands in its bits. A page that asks nobody can't know today's.
 */
const BLOCK_840000 = Header.from(
  '00e05f2aab948491071265ad552351d0ad625745668da54b0172010000000000000000004f89a5d73bd4d4887f25981fe81892ccafda10c27f52d6f3dd28183a7c411b03b7072366194203177d9863ea',
);

/** A difficulty of Bitcoin's and the day that it is of. */
export interface DatedDifficulty {
  readonly difficulty: number;
  /** ISO 8601, UTC. */
  readonly date: string;
}

export const KNOWN_DIFFICULTY: DatedDifficulty = {
  difficulty: BLOCK_840000.target().difficulty,
  date: new Date(BLOCK_840000.time * 1000).toISOString().slice(0, 10),
};

/** Mean time to a block, in seconds. @param hashRate in H/s */
export function secondsToBlock(difficulty: number, hashRate: number): number {
  return hashRate > 0 ? (difficulty * HASHES_OF_DIFFICULTY_1) / hashRate : Number.POSITIVE_INFINITY;
}

const MOVES = 'Bitcoin’s difficulty changes every two weeks';

/**
 * What is true of the difficulty that is reckoned with.
 * @param difficulty undefined: none that can be used
 * @param date when the visitor says that it was so, ISO 8601; empty: not said
 */
export function describeDifficulty(difficulty: number | undefined, date: string): string {
  if (difficulty === undefined) return `${MOVES}; any block explorer shows it.`;
  if (difficulty.toFixed(0) === KNOWN_DIFFICULTY.difficulty.toFixed(0)) {
    return `The figure is that of block 840000, of ${KNOWN_DIFFICULTY.date}. ${MOVES}; put in a newer one, as any block explorer shows it.`;
  }
  return `The figure is yours${date === '' ? '' : `, as of ${date}`}. ${MOVES}.`;
}
