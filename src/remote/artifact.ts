import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** A portable file, which hosts run. */
export interface Artifact {
  readonly bytes: Uint8Array;
  /** In hex. */
  readonly sha256: string;
}

export async function readArtifact(path: URL | string): Promise<Artifact> {
  const bytes = await readFile(path);
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}
