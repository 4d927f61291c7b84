/** The file that each thread of the pool loads. */
export const poolFile = new URL('./pool-entry.cjs', import.meta.url);
