import { open, stat } from 'node:fs/promises';
import { type ReadingProof, readProof } from './proof.js';
import { ProofError } from './proof-error.js';

/** A proof of a million headers has 163 MB. */
const LARGEST_BYTES = 256 * 2 ** 20;

/**
 * Reads the file of a proof: its form alone.
 * @throws ProofError (`proof`, `version`), for what is no file, can't be read or is too large, too
 */
export async function readProofFile(path: string): Promise<ReadingProof> {
  let text: string;
  try {
    text = await readText(path);
  } catch (cause) {
    if (cause instanceof ProofError) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    const got = code === 'ENOENT' ? 'no such file' : `one that can't be read (${message})`;
    throw new ProofError('proof', `to be a file, got ${got}`, { cause });
  }
  return readProof(text);
}

async function readText(path: string): Promise<string> {
  // Asked before it is opened: to open a pipe waits for its writer.
  const status = await stat(path);
  if (!status.isFile()) {
    throw new ProofError('proof', `to be a file, got ${status.isDirectory() ? 'a folder' : 'none'}`);
  }
  const file = await open(path);
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of file.createReadStream({ highWaterMark: 2 ** 20, autoClose: false })) {
      chunks.push(chunk as Buffer);
      length += (chunk as Buffer).length;
      if (length > LARGEST_BYTES) {
        throw new ProofError('proof', `to have at most ${LARGEST_BYTES / 2 ** 20} MiB, got more`);
      }
    }
    return decode(Buffer.concat(chunks));
  } finally {
    await file.close();
  }
}

/** Bytes that are no UTF-8 would all become U+FFFD, and a changed text pass for one that has that. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new ProofError('proof', 'to be UTF-8, got bytes that are not', { cause });
  }
}
