/** What the agent is told. */
export interface AgentSettings {
  /** What each line of its own begins with: a login shell may write others. */
  readonly token: string;
  /** The portable file's SHA-256 in hex, and its size in bytes. */
  readonly sha256: string;
  readonly size: number;
  /** What the portable file is started with. */
  readonly args: readonly string[];
}

/**
 * What runs on the host, in its Node: it has the portable file in the cache, or takes it from stdin; starts it; and hands
 * on what it reads and writes. When stdin ends, so does the portable file's, which ends the run.
 *
 * Its source is sent (see remote-command.ts), so it must not refer to anything outside itself.
 * @param node how this Node was started; its `execPath` would pass an emulator by
 */
export function hostAgent({ token, sha256, size, args }: AgentSettings, node: string): void {
  const fs = process.getBuiltinModule('node:fs');
  const { dirname, join } = process.getBuiltinModule('node:path');
  const { homedir } = process.getBuiltinModule('node:os');
  const { createHash } = process.getBuiltinModule('node:crypto');
  const { spawn } = process.getBuiltinModule('node:child_process');

  const send = (frame: object) => process.stdout.write(`\n${token} ${JSON.stringify(frame)}\n`);
  const fail = (code: string, message: string) => {
    send({ type: 'fault', code, message });
    process.stdin.destroy();
  };
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'mine-wasm');
  const file = join(folder, `mine-wasm-${sha256}.cjs`);

  const hasFile = (path: string) => {
    try {
      return createHash('sha256').update(fs.readFileSync(path)).digest('hex') === sha256;
    } catch {
      return false;
    }
  };
  // Not by mkdir's `recursive`: below /proc, Node 20 then tries for ever.
  const makeFolder = (path: string) => {
    if (fs.existsSync(path)) return;
    if (dirname(path) !== path) makeFolder(dirname(path));
    fs.mkdirSync(path);
  };
  /** Beside it and renamed, so that nobody starts half a file. */
  const store = (bytes: Buffer): boolean => {
    const fresh = `${file}.${process.pid}`;
    try {
      makeFolder(folder);
      fs.writeFileSync(fresh, bytes);
      const isWhole = hasFile(fresh);
      if (isWhole) fs.renameSync(fresh, file);
      else
        fail('ERR_REMOTE_CHECKSUM', `expected a file with SHA-256 ${sha256}, got another one in ${folder}`);
      return isWhole;
    } catch (error) {
      fail(
        'ERR_REMOTE_FOLDER',
        `expected room for ${size} bytes in ${folder}, got: ${(error as Error).message}`,
      );
      return false;
    } finally {
      fs.rmSync(fresh, { force: true });
    }
  };

  const start = () => {
    send({ type: 'start' });
    const child = spawn(node, [file, ...args], { stdio: 'pipe' });
    for (const name of ['stdout', 'stderr'] as const) {
      let rest = '';
      const tell = (line: string) => line !== '' && send({ type: name, line });
      child[name].setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        lines.forEach(tell);
        if (process.stdout.writableNeedDrain) child[name].pause();
      });
      child[name].on('end', () => tell(rest));
    }
    process.stdout.on('drain', () => {
      child.stdout.resume();
      child.stderr.resume();
    });
    // It may be gone already.
    child.stdin.on('error', () => {});
    let patience: NodeJS.Timeout | undefined;
    let isOver = false;
    const stop = () => {
      if (isOver) return;
      child.stdin.end();
      patience ??= setTimeout(() => child.kill('SIGKILL'), 10_000);
    };
    process.stdin.on('end', stop).on('close', stop).pipe(child.stdin);
    process.stdout.on('error', stop);
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
    child.on('error', (error) => fail('ERR_REMOTE_BENCH', error.message));
    child.on('close', (code, signal) => {
      isOver = true;
      clearTimeout(patience);
      send({ type: 'end', code, signal });
      process.stdin.destroy();
    });
  };

  send({ type: 'hello', node: process.versions.node, architecture: process.arch });
  if (hasFile(file)) {
    start();
    return;
  }
  send({ type: 'need', isDamaged: fs.existsSync(file) });
  const parts: Buffer[] = [];
  let received = 0;
  process.stdin.on('error', () => {});
  process.stdin.on('data', function receive(part: Buffer) {
    parts.push(part);
    received += part.length;
    // A sign of life every 64 KiB: over a slow link the file takes minutes.
    if (received >> 16 !== (received - part.length) >> 16) send({ type: 'received' });
    if (received < size) return;
    process.stdin.off('data', receive);
    if (store(Buffer.concat(parts))) start();
  });
}
