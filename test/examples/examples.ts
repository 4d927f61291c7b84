import { fileURLToPath } from 'node:url';

/** The file of an example, to be run as it is. */
export function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}.js`, import.meta.url));
}
