/** The built demo page: not in this file. */
export const pageFolder: URL | undefined = undefined;
