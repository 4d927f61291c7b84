/** The file that each thread of the pool loads: the portable file itself (main.cts). */
export const poolFile = new URL(import.meta.url);
