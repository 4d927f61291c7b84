/**
 * A strict TypeScript user of the packed library in a page: what `mine-wasm/browser` has and the library of Node has not, as
 * someone would write it. test/slow/package compiles it outside of this repository, and never runs it.
 */
import {
  type BrowserKernelName,
  type BrowserMinerOptions,
  createMiner,
  Header,
  InputError,
  type Miner,
  type SearchResult,
  type SearchState,
  Target,
  verifyHeader,
  type WasmSource,
} from 'mine-wasm/browser';
import type * as standalone from 'mine-wasm/standalone';

/** Compiles only if A and B are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => {};

same<BrowserKernelName, 'simd' | 'scalar' | 'rolling'>(true);
same<typeof standalone.createMiner, typeof createMiner>(true);

export async function search(simd: WebAssembly.Module, signal: AbortSignal): Promise<SearchState> {
  const rolling: WasmSource = new URL('https://example.org/rolling.wasm');
  const wasm: BrowserMinerOptions['wasm'] = { simd, rolling, scalar: '/scalar.wasm' };
  const worker = () => new Worker('/worker.js', { type: 'module' });
  const options: BrowserMinerOptions = { threads: 2, kernel: 'auto', throttle: 50, wasm, worker };
  await using miner: Miner = await createMiner(options);
  const result: SearchResult = await miner.search({
    header: '00'.repeat(76),
    target: 1n,
    signal,
    timeout: 5,
  });
  return result.state;
}

export async function wrong(): Promise<void> {
  // @ts-expect-error browsers have no such kernel
  await createMiner({ kernel: 'wide' });
  // @ts-expect-error a page's storage is its owner's
  await createMiner({ cache: true });
  // @ts-expect-error a number is no worker
  await createMiner({ worker: 5 });
}

export function check(hex: string, error: unknown): boolean {
  if (error instanceof InputError) console.log(error.code, error.option);
  return verifyHeader(Header.from(hex), Target.from(1n)).valid;
}
