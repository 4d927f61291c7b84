import { describe, expect, it } from 'vitest';
import { withEngine } from './support/engine.js';
import { plan } from './support/faults.js';
import { IMPOSSIBLE, someHeader } from './support/problems.js';
import { runScript } from './support/run-script.js';

const hard = { header: someHeader(), target: IMPOSSIBLE, start: 0, end: 999_999 };
const workerFile = new URL('./fixtures/unborn-worker.cjs', import.meta.url);

/** How often unborn-worker.cjs dies before it starts: forever, or the first times. */
function dying(how: string, times?: number): void {
  plan([]);
  process.env.MINE_WASM_UNBORN = JSON.stringify({ how, times });
}

describe('a worker that dies before it has begun', () => {
  it.each([
    { how: 'exit', threads: 1 },
    { how: 'exit', threads: 3 },
    { how: 'throw', threads: 1 },
    { how: 'throw', threads: 3 },
  ])(
    'at every start ($how, $threads threads): ERR_WORKER, each time it is tried',
    async ({ how, threads }) => {
      dying(how);
      await withEngine({ threads, workerFile }, async (engine) => {
        for (let attempt = 0; attempt < 2; attempt++) {
          const search = engine.add(hard);
          await expect(search.ended).rejects.toMatchObject({ code: 'ERR_WORKER' });
          expect(search.hashes).toBe(0);
        }
      });
    },
  );

  it.each([1, 2, 3, 4])('at its first %i starts: the search is done all the same', async (times) => {
    for (const how of ['exit', 'throw']) {
      dying(how, times);
      await withEngine({ threads: 1, workerFile }, async (engine) => {
        const { status, search } = await engine.run(hard);
        expect({ status, hashes: search.hashes }).toEqual({ status: 'exhausted', hashes: 1_000_000 });
      });
    }
  });

  it('does not end the process silently', async () => {
    const source = `
      import { EngineMiner } from './dist/engine/miner.js';
      import { nodePlatform } from './dist/engine/node-platform.js';
      import { PiscinaPool } from './dist/engine/piscina-pool.js';
      const workerFile = new URL('${workerFile.href}');
      const createPool = async (threads, modules) => new PiscinaPool({ threads, modules, workerFile });
      const miner = await EngineMiner.create({ ...nodePlatform, createPool }, { threads: 2, cache: false });
      await miner.search({ header: '00'.repeat(76), target: 1n }).catch(({ code }) => console.log(code));
    `;
    const { code, stdout, stderr } = await runScript(source, { MINE_WASM_UNBORN: '{"how":"exit"}' });
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'ERR_WORKER\n', stderr: '' });
  });
});
