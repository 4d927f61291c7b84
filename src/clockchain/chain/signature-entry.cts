/** The file that each thread of a signature pool loads. CommonJS for the reason that engine/pool-entry.cts gives. */
const batches = import('./signature-batch.js');
// A fault reaches each task. As an unhandled rejection it would end the thread, and piscina start it again for ever.
batches.catch(() => {});

exports.findUnsigned = async (batch: import('./signature-batch.js').SignatureBatch) =>
  (await batches).findUnsigned(batch);
