/**
 * The engine's worker with faults. Its address says which, as JSON (FaultPlan in ../support/fault-plan.ts); the test's own server
 * keeps count of what happened, over all workers, and the log of what they hash.
 */
import { WasmKernel } from '../../../dist/engine/kernel.js';
import { serveChunks } from '../../../dist/engine/serve-chunks.js';
import { VersionByVersion } from '../../../dist/engine/version-by-version.js';
import type { WorkerScope } from '../../../dist/engine/worker-messages.js';
import type { Fault, FaultPlan } from '../support/fault-plan.js';

const scope = globalThis as unknown as WorkerScope & { close(): void };
const plan: FaultPlan = JSON.parse(new URLSearchParams(location.search).get('plan')!);

/** Asks the test's server, and waits for it. */
function tell(path: string): string {
  const request = new XMLHttpRequest();
  request.open('GET', path, false);
  request.send();
  return request.responseText;
}

const DEATHS: Partial<Record<Fault['kind'], () => void>> = {
  throw: () => {
    throw new Error('a fault of this test');
  },
  // Outside of the chunk: only the worker's `error` event tells of it.
  uncaught: () => {
    setTimeout(() => {
      throw new Error('an uncaught fault of this test');
    });
  },
  close: () => scope.close(),
  hang: () => {
    while (performance.now() >= 0);
  },
};

class FaultyKernel extends WasmKernel {
  #isOurs = false;
  #extra: number[] = [];

  override prepare(header: Uint8Array, target: Uint8Array, versions: Uint32Array): void {
    this.#isOurs = plan.header.every((byte, at) => header[at] === byte);
    super.prepare(header, target, versions);
  }

  override scan(nonce: number, count: number): number {
    this.#extra = [];
    for (const [index, { kind, at }] of plan.faults.entries()) {
      const isHit = this.#isOurs && at >= nonce && at < nonce + count;
      if (!isHit || tell(`/fault?index=${index}`) !== 'due') continue;
      if (kind === 'wrong') this.#extra.push(at - nonce);
      DEATHS[kind]?.();
    }
    const searched = super.scan(nonce, count);
    if (this.#isOurs) tell(`/batch?nonce=${nonce}&count=${searched}`);
    return searched;
  }

  override get candidateCount(): number {
    return super.candidateCount + this.#extra.length;
  }

  override candidates(): Uint32Array {
    return Uint32Array.from([...this.#extra, ...super.candidates()]).sort();
  }
}

serveChunks(scope, (name, module) => {
  const kernel = new FaultyKernel(name, module);
  return kernel.rollsVersions ? kernel : new VersionByVersion(kernel);
});
