import { describe, expect, it } from 'vitest';
import { runScript } from './support/run-script.js';

const work = `{ header: '${'00'.repeat(76)}', target: 1n, nonceRange: { start: 0, end: 1_500_000 } }`;
const rich = `{ header: '${'00'.repeat(76)}', target: 1n << 246n }`;

/** What a program may have done last, without closing its miner. */
const scripts = {
  'nothing at all': '',
  'a search on the calling thread': `await miner.search({ ...${work}, nonceRange: { start: 0, end: 9 } });`,
  'a search on threads': `await miner.search(${work});`,
  'several at once': `await Promise.all([1, 2, 3].map(() => miner.search(${work})));`,
  'a search with progress and a timeout': `
    await miner.search({ ...${work}, timeout: 1e6, onProgress() {}, progressInterval: 20 });`,
  'an aborted search': `
    const abort = new AbortController();
    const { status } = await miner.search({
      ...${work}, nonceRange: undefined, signal: abort.signal, onProgress: () => abort.abort(),
    });
    if (status !== 'aborted') throw new Error(status);`,
  'a stream that was left': `for await (const solution of miner.solutions(${rich})) break;`,
  'a stream that nobody takes from': `
    const stream = miner.solutions(${rich});
    await stream.next();`,
  'mining that was left': `
    for await (const solution of miner.mine([{ id: 1, ...${rich} }])) break;`,
  'a pause of nothing': `await miner.pause();`,
  'a pause that outlived its search': `
    const searching = miner.search({ ...${work}, timeout: 0.2 });
    await miner.pause();
    await searching;`,
  'an error': `await miner.search({ header: 'x' }).catch(() => {});`,
  'close()': `await miner.search(${work}); await miner.close();`,
};

describe('the process ends by itself, quietly, after', () => {
  it.each(Object.entries(scripts))('%s', async (_, body) => {
    const result = await runScript(`
      import { createMiner } from 'mine-wasm';
      const miner = await createMiner({ threads: 2, cache: false });
      ${body}
      console.log('end');
    `);
    expect(result).toEqual({ code: 0, signal: null, stdout: 'end\n', stderr: '' });
  });
});

describe('an idle miner', () => {
  it('has no timer, and uses no CPU', async () => {
    const { stdout, stderr } = await runScript(`
      import { createMiner } from 'mine-wasm';
      const miner = await createMiner({ threads: 4, cache: false });
      await miner.search({ ...${work}, timeout: 100, onProgress() {} });
      await new Promise((resolve) => setImmediate(resolve));
      const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      // What is left of starting and compiling has time to end.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = process.cpuUsage();
      const began = performance.now();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { user, system } = process.cpuUsage(before);
      const share = (user + system) / 1000 / (performance.now() - began);
      console.log(JSON.stringify({ timers, idle: share < 0.1 || share }));
    `);
    expect({ stdout, stderr }).toEqual({ stdout: '{"timers":0,"idle":true}\n', stderr: '' });
  });
});
