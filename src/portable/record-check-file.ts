/** The file that each thread that checks records loads: the portable file itself (main.cts). */
export const recordCheckFile = new URL(import.meta.url);
