/** The command in one file, for hosts that have Node alone (scripts/build-portable.js). */
export const portableFile = new URL('../../dist/portable/mine-wasm.cjs', import.meta.url);
