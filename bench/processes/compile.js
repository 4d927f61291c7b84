/**
 * Compiles a module. Started with `--no-liftoff --no-wasm-lazy-compilation --print-wasm-code` Node prints the machine code
 * that TurboFan makes of each function.
 *
 *     node --no-liftoff --no-wasm-lazy-compilation --print-wasm-code bench/processes/compile.js <file>
 */
import { readFileSync } from 'node:fs';

new WebAssembly.Module(readFileSync(process.argv[2] ?? ''));
