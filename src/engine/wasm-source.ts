import { describe, MineWasmError } from '../errors.js';
import type { KernelName } from './kernel-names.js';

/** A kernel in one of the forms that a page may have it in: compiled, its bytes, or where they are. */
export type WasmSource = WebAssembly.Module | ArrayBuffer | Uint8Array<ArrayBuffer> | URL | string;

/** The first four bytes of every WebAssembly module. */
const MAGIC = [0x00, 0x61, 0x73, 0x6d];

/**
 * Compiles a kernel, off the page's thread.
 * @throws MineWasmError `ERR_KERNEL_FETCH` naming the address, when it can't be fetched or is no WebAssembly; the engine's
 *   WebAssembly.CompileError when it has no SIMD, say
 */
export async function compileWasm(name: KernelName, source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const response = await fetchWasm(name, source);
  const type = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  // Servers that don't know the type are common; streaming accepts no other.
  if (type === 'application/wasm') return WebAssembly.compileStreaming(response);
  const bytes = await response
    .arrayBuffer()
    .catch((cause) => fail(name, source, 'its answer broke off', cause));
  if (!isWasm(new Uint8Array(bytes))) {
    // Many servers answer what they don't have with their start page, and 200.
    fail(name, source, `it is no WebAssembly but ${describe(type ?? 'of an unknown type')}`);
  }
  return WebAssembly.compile(bytes);
}

async function fetchWasm(name: KernelName, source: URL | string): Promise<Response> {
  const response = await fetch(source).catch((cause) => fail(name, source, 'no answer, or forbidden', cause));
  if (!response.ok) fail(name, source, `the server answered ${response.status}`);
  return response;
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
