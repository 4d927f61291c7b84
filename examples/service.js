// A service that mines beside its other work, which answers as fast as before: the search runs in threads.
//   node examples/service.js <address> [http://user:password@127.0.0.1:18443]
//   curl -X POST http://127.0.0.1:8080/mining      starts, DELETE stops, GET tells how it is going
import { createServer } from 'node:http';
import { availableParallelism } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createSoloMiner } from 'mine-wasm';

const [payout = '', url] = process.argv.slice(2);

const threads = Math.max(1, availableParallelism() - 1); // one core is left for the service
const miner = await createSoloMiner({ url, payout, threads, onEvent: (event) => console.error(event) });
/** @type {{ stop: AbortController, done: Promise<void> } | undefined} */
let run;

function start() {
  const stop = new AbortController();
  const done = miner
    .run({ signal: stop.signal })
    .then(() => {}, console.error) // a wrong password, an address of another chain, …
    .finally(() => {
      run = undefined;
    });
  run = { stop, done };
}

/** How long what is due has to wait for its turn, since mining was started or stopped. */
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();

const server = createServer(async ({ method }, response) => {
  if (method === 'POST' && run === undefined) {
    delay.reset();
    start();
  }
  if (method === 'DELETE' && run !== undefined) {
    run.stop.abort(); // a block that was found, and that the node has not answered about, is on disk
    await run.done;
    delay.reset();
  }
  const waited = { median: delay.percentile(50) / 1e6, p99: delay.percentile(99) / 1e6 }; // in milliseconds
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ mining: run !== undefined, eventLoopDelay: waited, ...miner.status }));
});

server.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object') console.log(`http://127.0.0.1:${address?.port}/mining`);
});
