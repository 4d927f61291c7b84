/** The file that each thread of a signature pool loads: the portable file itself (main.cts). */
export const signatureFile = new URL(import.meta.url);
