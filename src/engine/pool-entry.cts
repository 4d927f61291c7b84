/**
 * The file that each piscina thread loads. CommonJS, since piscina tries require() first, and Node 20 aborts the whole
 * process when a thread is terminated while require() links an ES module ("v8::Module::IsGraphAsync must be used on an
 * instantiated module"). import() has no such fault.
 */
const worker = import('./pool-worker.js');
// A fault reaches each chunk. As an unhandled rejection it would end the thread, and piscina start it again for ever.
worker.catch(() => {});

module.exports = async (task: import('./worker-task.js').WorkerTask) => (await worker).default(task);
