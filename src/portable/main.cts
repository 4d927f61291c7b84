#!/usr/bin/env node
/**
 * The portable file, dist/portable/mine-wasm.cjs: the whole command in one file. Started by a person it is the command; started
 * by piscina, which starts its threads from a file and has them require() the task's file, it is all of these files as well.
 */
const { isMainThread } = require('node:worker_threads') as typeof import('node:worker_threads');

if (isMainThread) {
  require('../cli/main.js');
} else {
  require('piscina/dist/worker.js');
  // One function, and another by its name.
  module.exports = Object.assign(
    require('../engine/pool-entry.cjs'),
    require('../clockchain/chain/record-check-entry.cjs'),
  );
}
