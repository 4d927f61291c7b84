// Mines 101 blocks on a regtest node: the first reward can be spent then.
//   node examples/regtest.js <address> [http://user:password@127.0.0.1:18443] [the node's .cookie file]
import { createSoloMiner } from 'mine-wasm';

const [payout = '', url = 'http://127.0.0.1:18443', cookieFile] = process.argv.slice(2);

const miner = await createSoloMiner({
  url,
  cookieFile,
  payout, // an address of the node's chain, or an output script in hex
  tag: '/example/',
  onEvent(event) {
    switch (event.type) {
      case 'start':
        console.error(`On ${event.chain} at height ${event.height}, with ${event.threads} threads`);
        break;
      case 'answer':
        console.log(event.height, event.hash, event.words);
        break;
      case 'trouble': // a node that is away, for one: it is tried again by itself
        console.error(event.message);
        break;
    }
  },
});

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());

const { accepted, found, seconds } = await miner.run({ blocks: 101, signal: stop.signal });
console.error(`${accepted} of ${found} blocks accepted in ${seconds.toFixed(1)} s`);
