/** The file that each thread that checks records loads. CommonJS for the reason that engine/pool-entry.cts gives. */
const checks = import('./record-check.js');
// A fault reaches each task. As an unhandled rejection it would end the thread, and piscina start it again for ever.
checks.catch(() => {});

exports.checkRecords = async (batch: import('./record-check.js').RecordBatch) =>
  (await checks).checkRecords(batch);
