import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Artifact } from '../../../../../src/remote/artifact.js';
import { temporaryFolder } from '../../../../cli/command.js';
import { ROOT } from '../../../package/consumer.js';

/** A copy of the built command that sends another file to its hosts. @returns the command's file */
export function packageWith({ bytes }: Artifact): string {
  const folder = temporaryFolder();
  cpSync(join(ROOT, 'dist/cli'), join(folder, 'dist/cli'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(ROOT, 'build'), join(folder, 'build'));
  mkdirSync(join(folder, 'dist/portable'));
  writeFileSync(join(folder, 'dist/portable/mine-wasm.cjs'), bytes);
  return join(folder, 'dist/cli/main.cjs');
}
