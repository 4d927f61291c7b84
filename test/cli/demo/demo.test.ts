import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jsonLines, run, start } from '../command.js';

const PAGE = fileURLToPath(new URL('../../../dist/demo/', import.meta.url));

async function serve(...flags: string[]) {
  const command = start(['demo', '--port', '0', ...flags]);
  await command.shows('stdout', /\n/);
  return { command, url: new URL(command.stdout.trim()) };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** One request with this very path: fetch would mend it. */
async function ask(url: URL, path: string, method = 'GET'): Promise<Answer> {
  const sent = request({ host: url.hostname, port: url.port, path, method, agent: false });
  sent.end();
  const [response] = await once(sent, 'response');
  const parts: Buffer[] = [];
  for await (const part of response) parts.push(part);
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) };
}

test('serves the page and every file of it, each with its type', async () => {
  const { url } = await serve();
  expect(url.hostname).toBe('127.0.0.1');
  const types: Record<string, string> = {
    html: 'text/html; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    css: 'text/css; charset=utf-8',
    wasm: 'application/wasm',
  };
  const files = ['', 'index.html', ...readdirSync(`${PAGE}assets`).map((name) => `assets/${name}`)];
  expect(files.length).toBeGreaterThan(6);
  for (const file of files) {
    const { status, headers, body } = await ask(url, `/${file}`);
    expect({ file, status }).toEqual({ file, status: 200 });
    expect(headers['content-type']).toBe(types[file.split('.').at(-1) || 'html']);
    expect(headers['content-length']).toBe(`${body.length}`);
    // A file that is named after what is in it never changes; the page names others with the next version.
    expect(headers['cache-control']).toBe(
      file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    );
  }
});

test('sends what isolates the page and what it may do, whatever the answer', async () => {
  const { url } = await serve();
  for (const path of ['/', '/nothing']) {
    const { headers } = await ask(url, path);
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  }
});

test('HEAD is GET without the body, a query changes nothing, other methods are refused', async () => {
  const { url } = await serve();
  const whole = await ask(url, '/?a=1');
  const head = await ask(url, '/', 'HEAD');
  expect(head).toMatchObject({ status: 200, body: Buffer.alloc(0) });
  expect(head.headers['content-length']).toBe(`${whole.body.length}`);
  const refused = await ask(url, '/', 'POST');
  expect(refused).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
});

describe('nothing outside of the page is served', () => {
  test.each([
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/assets/../../package.json',
    '/assets/..\\..\\package.json',
    '//etc/passwd',
    '/assets',
    '/assets/',
    '/%00',
    '/index.html%00.js',
    '/constructor',
    '/__proto__',
  ])('%s', async (path) => {
    const { url } = await serve();
    const { status, body } = await ask(url, path);
    expect({ status, body: body.toString() }).toEqual({ status: 404, body: 'Not found.\n' });
  });
});

test('--json gives the address as an object', async () => {
  const command = start(['demo', '--port', '0', '--json']);
  await command.shows('stdout', /\n/);
  expect(jsonLines(command.stdout)).toEqual([
    { type: 'demo', url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/) },
  ]);
});

test('every address of this machine is none to open: --host 0.0.0.0', async () => {
  const command = start(['demo', '--port', '0', '--host', '0.0.0.0']);
  await command.shows('stderr', /share memory/);
  const urls = command.stdout.trim().split('\n');
  expect(urls[0]).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  for (const url of urls) {
    expect(url).not.toContain('//0.0.0.0');
    expect((await ask(new URL(url), '/')).status).toBe(200);
  }
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends it, a connection that is open too', async (signal, code) => {
  const { command, url } = await serve();
  const open = request({
    host: url.hostname,
    port: url.port,
    path: '/',
    headers: { connection: 'keep-alive' },
  });
  open.on('error', () => {});
  open.end();
  await once(open, 'response');
  command.child.kill(signal);
  expect(await command.ended).toMatchObject({ code, signal: null });
});

test('without --port it takes the first free one, and another when that is taken', async () => {
  const [first, second] = [start(['demo']), start(['demo'])];
  await Promise.all([first.shows('stdout', /\n/), second.shows('stdout', /\n/)]);
  const ports = [first, second].map(({ stdout }) => Number(new URL(stdout.trim()).port));
  expect(new Set(ports).size).toBe(2);
  for (const port of ports) {
    expect(port).toBeGreaterThanOrEqual(7316);
    expect(port).toBeLessThan(7316 + 20);
  }
});

test('a port that is taken is named', async () => {
  const other = createServer();
  onTestFinished(() => void other.close());
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect(await run(['demo', '--port', `${port}`])).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `mine-wasm: --port: expected a free port, got ${port}, in use\n`,
  });
});

test.each([
  [
    ['--port', '65536'],
    /^mine-wasm: --port: expected an integer from 0 to 65535, decimal or 0x…, got "65536"\n$/,
  ],
  [['--port', 'x'], /--port: expected an integer/],
  [['--host', ''], /^mine-wasm: --host: expected an address of this machine, got ""\n$/],
  [
    ['--host', '192.0.2.1'],
    /^mine-wasm: --host: expected an address of this machine, got "192.0.2.1" \(E[A-Z]+\)\n$/,
  ],
  [['extra'], /^mine-wasm: demo: expected nothing more, got "extra"\n$/],
])('%j is bad input', async (flags, message) => {
  const { code, stdout, stderr } = await run(['demo', ...flags]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('the portable file says that it has no page', async () => {
  const main = fileURLToPath(new URL('../../../dist/portable/mine-wasm.cjs', import.meta.url));
  expect(await run(['demo'], { main })).toMatchObject({
    code: 2,
    stdout: '',
    stderr: 'mine-wasm: demo: expected the npm package mine-wasm, got the portable file, which has no page\n',
  });
});
