import { basename, dirname, join } from 'node:path';
import { makeProof } from '../../clockchain/readings/make-proof.js';
import { MOST_HEADERS } from '../../clockchain/readings/proof.js';
import { MineWasmError } from '../../errors.js';
import { writeDurably } from '../../node/durable-file.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { toFileFault } from './file-fault.js';
import { type FolderFlags, parseFolder } from './folder-flags.js';
import { lowerCase } from './lower-case.js';

export interface ProveFlags extends OutputFlags, FolderFlags {
  readonly output?: string;
  readonly later?: string;
}

/** `mine-wasm clock prove <reading>`: the proof that a reading is sealed. @returns the exit code */
export async function prove(reading: string, flags: ProveFlags, output: Output): Promise<number> {
  const number = parseInteger('<reading>', reading, 1, Number.MAX_SAFE_INTEGER);
  const later = parseInteger('--later', flags.later ?? '6', 0, MOST_HEADERS - 1);
  if (flags.output === '') throw new FlagError('--output', 'expected the path of a file, got ""');
  const { journal, chain } = parseFolder(flags);
  let text: string;
  try {
    text = JSON.stringify(await makeProof({ journal, chain, number, later }));
  } catch (error) {
    if (!(error instanceof MineWasmError) || error.code !== 'ERR_NOT_SEALED') throw toFileFault(error);
    output.error(error.code, lowerCase(error.message), '<reading>');
    return EXIT.notFound;
  }
  if (flags.output === undefined) {
    await output.result(text);
    return EXIT.found;
  }
  const path = flags.output;
  await writeDurably(path, `${text}\n`, join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)).catch(
    (cause) => {
      const message = `expected a file that can be written, got ${path} (${cause.message})`;
      throw new FlagError('--output', message, 'ERR_INVALID_OPTION', { cause });
    },
  );
  output.note(
    `The proof of reading ${number} is in ${path}; anyone verifies it by: mine-wasm clock check ${path}`,
  );
  return EXIT.found;
}
