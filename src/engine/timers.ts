/** The longest that one timer can wait, in milliseconds: 24.8 days. A longer one would fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;
