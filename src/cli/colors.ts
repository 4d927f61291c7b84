import { createRequire } from 'node:module';

/** What the command colours, on stderr. */
export type Colors = Readonly<Record<'red' | 'green' | 'dim', (text: string) => string>>;

/** Loads colours only where there are some, and at once: a fault has to be told before anything else can be awaited. */
export function loadColors(): Colors {
  const require = createRequire(import.meta.url);
  const picocolors: typeof import('picocolors') = require('picocolors');
  return picocolors.createColors(true);
}
