'use strict';

/**
 * Stands in for leveldown, which does not compile on the Nodes that we support: bdb's database in memory, whose batches
 * are also appended to a file and read from it again. What was appended outlives a SIGKILL; nothing is forced to the disk.
 */
const { appendFileSync, existsSync, mkdirSync, readFileSync } = require('node:fs');
const { dirname } = require('node:path');

/** @param {any} MemDB bdb's class; it has leveldown's methods */
module.exports = (MemDB) =>
  class FileDatabase extends MemDB {
    /** @param {string} location */
    constructor(location) {
      super(location);
      this.file = `${location}.log`;
    }

    /**
     * @param {object} options
     * @param {Function} callback
     */
    open(options, callback) {
      mkdirSync(dirname(this.file), { recursive: true });
      const text = existsSync(this.file) ? readFileSync(this.file, 'latin1') : '';
      // One batch a line; a line without an end was torn.
      for (const line of text.split('\n').slice(0, -1)) {
        for (const entry of line.split(' ')) {
          const [key, value] = entry.split('=').map((hex) => Buffer.from(hex, 'hex'));
          if (value === undefined) this.remove(key);
          else this.insert(key, value);
        }
      }
      super.open(options, callback);
    }

    /**
     * @param {Buffer} key
     * @param {Buffer} value
     * @param {unknown[]} rest
     */
    put(key, value, ...rest) {
      this.append([{ type: 'put', key, value }]);
      super.put(key, value, ...rest);
    }

    /**
     * @param {Buffer} key
     * @param {unknown[]} rest
     */
    del(key, ...rest) {
      this.append([{ type: 'del', key }]);
      super.del(key, ...rest);
    }

    batch() {
      const batch = super.batch();
      const { write } = batch;
      batch.write = (/** @type {Function} */ callback) => {
        this.append(batch.ops);
        return write.call(batch, callback);
      };
      return batch;
    }

    /** @param {{ type: string, key: any, value?: any }[]} operations */
    append(operations) {
      const entries = operations.map(({ type, key, value }) => {
        const hex = Buffer.from(key).toString('hex');
        return type === 'del' ? hex : `${hex}=${Buffer.from(value ?? '').toString('hex')}`;
      });
      appendFileSync(this.file, `${entries.join(' ')}\n`);
    }
  };
