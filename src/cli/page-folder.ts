/** The built demo page. */
export const pageFolder: URL | undefined = new URL('../../dist/demo/', import.meta.url);
