/** The file that each thread that checks records loads. */
export const recordCheckFile = new URL('./record-check-entry.cjs', import.meta.url);
