import type { Miner } from './engine/api.js';
import type { BrowserMinerOptions } from './engine/browser-options.js';
import { browserPlatform } from './engine/browser-platform.js';
import { EngineMiner } from './engine/miner.js';

export { formatBits } from './bitcoin/compact.js';
export { hashDifficulty } from './bitcoin/difficulty.js';
export type { FieldExplanation } from './bitcoin/explain.js';
export { explainHeader } from './bitcoin/explain.js';
export type { HeaderFields, HeaderFieldsInput, HeaderInput } from './bitcoin/header.js';
export { Header } from './bitcoin/header.js';
export type { TemplateFields, TemplateFieldsInput } from './bitcoin/header-fields.js';
export type { HeaderTemplateInput, NonceRange, Rolls, TemplateInput } from './bitcoin/header-template.js';
export { HeaderTemplate } from './bitcoin/header-template.js';
export type { MerkleResult } from './bitcoin/merkle.js';
export { computeMerkleRoot, merkleBranch, merkleRoot, rootFromBranch } from './bitcoin/merkle.js';
export { sha256d } from './bitcoin/sha256d.js';
export { blockSubsidy, COIN, HALVING_INTERVAL, halvings, totalSubsidy } from './bitcoin/subsidy.js';
export type { TargetInput } from './bitcoin/target.js';
export { Target } from './bitcoin/target.js';
export type { TransactionIds } from './bitcoin/transaction.js';
export { transactionIds } from './bitcoin/transaction.js';
export type { Verification } from './bitcoin/verify.js';
export { verifyHeader } from './bitcoin/verify.js';
export type { VersionRange } from './bitcoin/version-rolling.js';
export { BIP320_MASK } from './bitcoin/version-rolling.js';
export type { Miner, SearchReport, SearchResult } from './engine/api.js';
export type { BrowserKernelName, BrowserMinerOptions } from './engine/browser-options.js';
export type { Choice, ChoiceReason } from './engine/kernel-choice.js';
export type { KernelName, KernelStatus } from './engine/kernel-names.js';
export type { MinedSolution, MineTemplate } from './engine/mine-templates.js';
export type {
  CommonOptions,
  SearchOptions,
  SolutionsOptions,
  Work,
} from './engine/options.js';
export type { SearchProgress } from './engine/progress.js';
export type { SearchOrder } from './engine/search-space.js';
export type { SearchState, StoredSolution } from './engine/search-state.js';
export type { Solution } from './engine/solution.js';
export type { SolutionStream } from './engine/solution-stream.js';
export type { WasmSource } from './engine/wasm-source.js';
export type { ErrorCode } from './errors.js';
export { InputError, MineWasmError } from './errors.js';

/**
 * Makes a miner: fetches a kernel and self-tests it. Web workers start with the first search that needs them; `close()`
 * ends them.
 * @throws InputError for options; MineWasmError `ERR_KERNEL_FETCH` when the kernel can't be fetched, `ERR_NO_KERNEL` when no
 *   kernel, or not the one asked for, is usable; the reason of `options.signal` when it aborts before
 */
export async function createMiner(options: BrowserMinerOptions = {}): Promise<Miner> {
  return EngineMiner.create(browserPlatform(options), options, options.signal);
}
