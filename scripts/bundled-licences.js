import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Comes without a licence of its own, from the repository of the other. */
const SAME_LICENCE = /** @type {Record<string, string>} */ ({
  '@assemblyscript/loader': '../../assemblyscript',
});

/**
 * The licences of all packages that modules come from, as a comment for the end of a bundle. Throws for a package without one.
 * @param {readonly string[]} modules paths
 */
export function licencesOf(modules) {
  const folders = new Set(
    modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []),
  );
  const texts = [...folders].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const place = join(folder, SAME_LICENCE[name] ?? '.');
    const file = readdirSync(place).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    if (file === undefined) throw new Error(`Expected a licence in ${place}, got none`);
    return `${name} ${version}\n\n${readFileSync(join(place, file), 'utf8').trim()}`;
  });
  return `/*\nThis file contains:\n\n${texts.join('\n\n----\n\n').replaceAll('*/', '* /')}\n*/`;
}
