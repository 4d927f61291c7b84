import { describe, MineWasmError } from '../errors.js';
import type { KernelName } from './kernel-names.js';

/** A kernel in one of the forms that a page may have it in: compiled, its bytes, or where they are. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array<ArrayBuffer> | URL | string;

/** The first four bytes of every WebAssembly module. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/**
 * Compiles a kernel, off the page's thread.
 * @param signal ends a fetch
 * @throws MineWasmError `ERR_KERNEL_FETCH` naming the address, when it can't be fetched or is no WebAssembly; the engine's
 *   WebAssembly.CompileError when it has no SIMD, say
 */
export async function compileWasm(
  name: KernelName,
  source: WasmSource,
  signal?: AbortSignal,
): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  const isAddress = typeof source === 'string' || source instanceof URL;
  return WebAssembly.compile(isAddress ? await fetchWasm(name, source, signal) : source);
}

/** All of it (17 to 33 KB) before any is compiled: one that broke off must not look like one that this engine can't compile. */
async function fetchWasm(
  name: KernelName,
  source: URL | string,
  signal: AbortSignal | undefined,
): Promise<ArrayBuffer> {
  const response = await fetch(source, { signal: signal ?? null }).catch((cause) =>
    fail(name, source, 'no answer, or forbidden', cause),
  );
  if (!response.ok) fail(name, source, `the server answered ${response.status}`);
  const bytes = await response
    .arrayBuffer()
    .catch((cause) => fail(name, source, 'its answer broke off', cause));
  if (!isWasm(new Uint8Array(bytes))) {
    // Many servers answer what they don't have with their start page, and 200.
    const type = response.headers.get('content-type')?.split(';')[0]?.trim();
    fail(name, source, `it is no WebAssembly but ${describe(type ?? 'of an unknown type')}`);
  }
  return bytes;
}

function isWasm(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

function fail(name: KernelName, source: URL | string, reason: string, cause?: unknown): never {
  const message = `Kernel ${name} can't be fetched from ${absolute(source)}: ${reason}`;
  throw new MineWasmError('ERR_KERNEL_FETCH', message, { cause });
}

function absolute(source: URL | string): string {
  try {
    return new URL(source, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch {
    return String(source);
  }
}
