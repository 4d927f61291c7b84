/** The command in one file: this one. */
export const portableFile = new URL(import.meta.url);
