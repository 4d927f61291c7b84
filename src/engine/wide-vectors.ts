/** Has V8 make 256-bit operations of the wide kernel's pairs of 128-bit ones. Experimental, and the whole process's. */
export const PACK_FLAG = '--experimental-wasm-revectorize';

/** Whether this process was started with the flag. */
export function packsVectors(): boolean {
  const flag = process.execArgv.findLast((arg) => arg.replaceAll('_', '-').endsWith(PACK_FLAG.slice(2)));
  return flag !== undefined && !flag.startsWith('--no');
}

/** Whether V8 has the flag; one that it doesn't know it complains of on stderr. Apple's x86-64 builds lack it. */
export function canPackVectors(node = process.versions.node): boolean {
  const major = Number.parseInt(node, 10);
  return process.arch === 'x64' && process.platform !== 'darwin' && major >= 22;
}

/** Sets the flag, for what V8 compiles from now on. */
export function packVectors(): void {
  // Not imported above: a search that packs nothing would load it for nothing.
  if (!packsVectors()) process.getBuiltinModule('node:v8').setFlagsFromString(PACK_FLAG);
}
