'use strict';

/** Runs bcoin on regtest: `node run-bcoin.cjs <where it is installed> <options in JSON>`. Ends when stdin does. */
const { createRequire } = require('node:module');
const { join } = require('node:path');
const fileDatabase = require('./file-database.cjs');

// Its own JavaScript instead of addons that don't compile.
process.env.NODE_BACKEND = 'js';
const [installed = '', options = ''] = process.argv.slice(2);
const from = createRequire(join(installed, 'package.json'));
const stub = /** @type {NodeJS.Module} */ ({ loaded: true, exports: undefined });
require.cache[from.resolve('leveldown')] = stub;
stub.exports = fileDatabase(from('bdb/lib/memdb'));
const FullNode = from('bcoin/lib/node/fullnode');

const { apiKey, httpPort, folder } = JSON.parse(options);
const node = new FullNode({
  network: 'regtest',
  memory: folder === undefined,
  prefix: folder,
  apiKey,
  httpHost: '127.0.0.1',
  httpPort,
  listen: false,
  workers: false,
  logLevel: 'none',
});

// It dies with the test process, however that ends. On SIGTERM, too, as bcoin does: node.close() would wait for long polls.
process.stdin.resume().on('end', () => process.exit());

(async () => {
  await node.ensure();
  await node.open();
  console.log('ready');
})();
