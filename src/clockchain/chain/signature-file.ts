/** The file that each thread of a signature pool loads. */
export const signatureFile = new URL('./signature-entry.cjs', import.meta.url);
