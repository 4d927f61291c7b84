import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT, MAIN } from '../cli/command.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The commands of a page, in its order. @param page its path from the project's root */
export function commandsOf(page: string): string[] {
  return [...readFileSync(join(ROOT, page), 'utf8').matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
    block!.trim().split('\n'),
  );
}

/**
 * The environment of somebody who has installed mine-wasm globally, and has nothing else.
 * @param folder an empty one, which is also their home
 * @param programs scripts that stand before the system's, by name
 */
export function installed(
  folder: string,
  programs: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const prefix = join(folder, '.npm-global');
  const bin = join(prefix, 'bin');
  mkdirSync(join(prefix, 'lib', 'node_modules'), { recursive: true });
  mkdirSync(bin);
  symlinkSync(ROOT, join(prefix, 'lib', 'node_modules', 'mine-wasm'));
  const command = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  for (const [name, text] of Object.entries({ 'mine-wasm': command, ...programs })) {
    writeFileSync(join(bin, name), text);
    chmodSync(join(bin, name), 0o755);
  }
  return {
    ...ENVIRONMENT,
    HOME: folder,
    NPM_CONFIG_PREFIX: prefix,
    PATH: `${bin}${delimiter}${process.env.PATH}`,
  };
}
