import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readKernelFile } from '../../src/engine/kernel-files.js';
import { compileWasm } from '../../src/engine/wasm-source.js';

const bytes = await readKernelFile('scalar');
const TYPES = ['application/wasm', 'application/octet-stream', undefined];

/** The address of a server that answers so. */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/scalar.wasm`;
}

const headers = (type: string | undefined) => (type === undefined ? {} : { 'content-type': type });

describe('a kernel', () => {
  it('comes compiled, as bytes, or in an ArrayBuffer', async () => {
    const module = await WebAssembly.compile(bytes);
    expect(await compileWasm('scalar', module)).toBe(module);
    expect(await compileWasm('scalar', bytes)).toBeInstanceOf(WebAssembly.Module);
    expect(await compileWasm('scalar', bytes.slice().buffer)).toBeInstanceOf(WebAssembly.Module);
  });

  it.each(TYPES)('comes from an address, as text and as URL, with the type %s', async (type) => {
    const url = await serve((_, response) => response.writeHead(200, headers(type)).end(bytes));
    expect(await compileWasm('scalar', url)).toBeInstanceOf(WebAssembly.Module);
    expect(await compileWasm('scalar', new URL(url))).toBeInstanceOf(WebAssembly.Module);
  });

  it.each(TYPES)(
    "whose answer breaks off is not taken for one that can't be compiled: type %s",
    async (type) => {
      const url = await serve((_, response) => {
        response.writeHead(200, { ...headers(type), 'content-length': bytes.length });
        response.write(bytes.subarray(0, 1000), () => response.destroy());
      });
      await expect(compileWasm('simd', url)).rejects.toMatchObject({
        code: 'ERR_KERNEL_FETCH',
        message: `Kernel simd can't be fetched from ${url}: its answer broke off`,
      });
    },
  );

  it.each([
    ['text/html; charset=utf-8', '"text/html"'],
    ['application/wasm', '"application/wasm"'],
    [undefined, '"of an unknown type"'],
  ])('that is a start page (%s): ERR_KERNEL_FETCH', async (type, told) => {
    const url = await serve((_, response) => response.writeHead(200, headers(type)).end('<!doctype html>'));
    await expect(compileWasm('simd', url)).rejects.toMatchObject({
      code: 'ERR_KERNEL_FETCH',
      message: `Kernel simd can't be fetched from ${url}: it is no WebAssembly but ${told}`,
    });
  });

  it('that is not there, or nobody gives: ERR_KERNEL_FETCH', async () => {
    const missing = await serve((_, response) => response.writeHead(404).end());
    const refused = await serve((request) => request.socket.destroy());
    const fetched = (url: string) => compileWasm('simd', url).catch(({ code, message }) => [code, message]);
    const start = `Kernel simd can't be fetched from`;
    expect(await fetched(missing)).toEqual([
      'ERR_KERNEL_FETCH',
      `${start} ${missing}: the server answered 404`,
    ]);
    expect(await fetched(refused)).toEqual([
      'ERR_KERNEL_FETCH',
      `${start} ${refused}: no answer, or forbidden`,
    ]);
  });

  it.each(['that is silent', 'that stops in the middle'])(
    'of a server %s: a signal ends it',
    async (which) => {
      const abort = new AbortController();
      let isGone: Promise<unknown> | undefined;
      const url = await serve((request, response) => {
        isGone = new Promise((resolve) => request.socket.once('close', resolve));
        if (which !== 'that is silent') response.writeHead(200).write(bytes.subarray(0, 1000));
        setImmediate(() => abort.abort());
      });
      await expect(compileWasm('simd', url, abort.signal)).rejects.toMatchObject({
        code: 'ERR_KERNEL_FETCH',
      });
      await isGone;
    },
  );

  it("that this engine can't compile: WebAssembly's own error", async () => {
    const refused = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 255);
    const url = await serve((_, response) => response.end(refused));
    await expect(compileWasm('simd', url)).rejects.toBeInstanceOf(WebAssembly.CompileError);
  });
});
