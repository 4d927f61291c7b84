import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/engine/chunk.js';
import { ControlBlock } from '../../src/engine/control-block.js';
import { readKernelFile } from '../../src/engine/kernel-files.js';
import { serveChunks } from '../../src/engine/serve-chunks.js';
import type { FromWorker, WorkerScope } from '../../src/engine/worker-messages.js';

const module = await WebAssembly.compile(await readKernelFile('simd'));

/** Nobody can solve it. */
const chunk = (serial: number, more: Partial<Chunk> = {}): Chunk => ({
  serial,
  kernel: 'simd',
  header: new Uint8Array(76),
  target: new Uint8Array(32),
  versions: Uint32Array.of(1),
  nonce: 0,
  skip: 0,
  count: 5000,
  candidateLimit: 1,
  duty: 1,
  ...more,
});

/** A worker's scope, and what the worker says in it. */
class Scope implements WorkerScope {
  onmessage: WorkerScope['onmessage'] = null;
  readonly said: FromWorker[] = [];
  #waiting: (() => void)[] = [];

  postMessage(message: FromWorker): void {
    this.said.push(message);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  hear(data: Parameters<NonNullable<WorkerScope['onmessage']>>[0]['data']): void {
    this.onmessage?.({ data });
  }

  /** The first message of this type from now on, or among those that came. */
  async saying<Type extends FromWorker['type']>(type: Type): Promise<Extract<FromWorker, { type: Type }>> {
    for (;;) {
      const found = this.said.find((message) => message.type === type);
      if (found !== undefined) return found as Extract<FromWorker, { type: Type }>;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }
}

function serve(control?: SharedArrayBuffer, instantiate?: Parameters<typeof serveChunks>[1]): Scope {
  const scope = new Scope();
  serveChunks(scope, instantiate);
  expect(scope.said).toEqual([{ type: 'ready' }]);
  scope.hear({ type: 'start', lane: 1, thread: 3, control });
  return scope;
}

describe.each(['shared', 'messages'] as const)('a worker that serves chunks, memory: %s', (memory) => {
  const control = () => (memory === 'shared' ? new ControlBlock(2).buffer : undefined);

  it('searches one, with the kernel that came with it', async () => {
    const scope = serve(control());
    scope.hear({ type: 'chunk', chunk: chunk(4), module });
    const { serial, report } = await scope.saying('report');
    expect(serial).toBe(4);
    expect(report).toMatchObject({
      searched: 5000,
      candidates: new Uint32Array(),
      thread: 3,
      planted: 'passed',
    });
  });

  it('keeps a kernel: the next chunk needs no module', async () => {
    const scope = serve(control());
    scope.hear({ type: 'chunk', chunk: chunk(4), module });
    await scope.saying('report');
    scope.said.length = 0;
    scope.hear({ type: 'chunk', chunk: chunk(5), module: undefined });
    expect(await scope.saying('report')).toMatchObject({ serial: 5, report: { searched: 5000 } });
  });

  it('says that a kernel failed, and in which chunk', async () => {
    const scope = serve(control(), () => {
      throw new Error('a trap');
    });
    scope.hear({ type: 'chunk', chunk: chunk(6), module });
    expect(await scope.saying('fault')).toEqual({ type: 'fault', serial: 6, message: 'a trap' });
  });

  it('leaves a chunk that is to be stopped before it is begun', async () => {
    const buffer = control();
    const scope = serve(buffer);
    if (buffer === undefined) scope.hear({ type: 'stop', serial: 7 });
    else new ControlBlock(buffer).requestStop(1, 7);
    scope.hear({ type: 'chunk', chunk: chunk(7), module });
    expect(await scope.saying('report')).toMatchObject({ serial: 7, report: { searched: 0 } });
  });
});

describe('by messages', () => {
  it('tells its progress, and a stop ends the chunk, resting or not', async () => {
    for (const duty of [1, 0.001]) {
      const scope = serve();
      scope.hear({ type: 'chunk', chunk: chunk(8, { count: 2 ** 32 - 1, duty }), module });
      const { serial, searched } = await scope.saying('progress');
      expect(serial).toBe(8);
      expect(searched).toBeGreaterThan(0);
      scope.hear({ type: 'stop', serial: 8 });
      const { report } = await scope.saying('report');
      expect(report.searched).toBeGreaterThanOrEqual(searched);
      expect(report.searched).toBeLessThan(2 ** 32 - 1);
    }
  });

  it('a stop of another chunk changes nothing', async () => {
    const scope = serve();
    scope.hear({ type: 'chunk', chunk: chunk(9), module });
    scope.hear({ type: 'stop', serial: 8 });
    expect((await scope.saying('report')).report.searched).toBe(5000);
  });
});
