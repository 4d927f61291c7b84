/** The one place where the page takes the library from. */

export type {
  BrowserKernelName,
  BrowserMinerOptions,
  Miner,
  SearchOptions,
  SearchProgress,
  SearchResult,
  SearchState,
  Solution,
  SolutionsOptions,
} from '../../src/browser.js';
export {
  BIP320_MASK,
  createMiner,
  Header,
  HeaderTemplate,
  InputError,
  MineWasmError,
  merkleRoot,
  sha256d,
  Target,
  verifyHeader,
} from '../../src/browser.js';
export { hardwareThreads } from '../../src/engine/hardware-threads.js';
export { kernelSource } from '../../src/engine/kernel-urls.js';
export { RateMeter } from '../../src/engine/rate-meter.js';
export { compileWasm } from '../../src/engine/wasm-source.js';
export { formatRate } from '../../src/quantities.js';
