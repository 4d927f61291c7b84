/** Readings of a batch, at most: a tree of 12 levels. */
export const MOST_COUNT = 4096;

/** Seconds that a reading may wait for its batch to begin, at most: a day. */
export const LONGEST_AGE = 86_400;
