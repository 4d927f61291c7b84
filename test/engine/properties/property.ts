import fc from 'fast-check';
import type { EngineSetup, EngineUnderTest } from '../support/engine-under-test.js';

/** What holds of the engine wherever it runs: in Node (test/engine) and in a browser (test/browser). */
export interface EngineProperty {
  readonly name: string;
  /** Rejects when it does not hold. */
  holds(engine: EngineUnderTest): Promise<void>;
}

/** Properties of an engine that is set up in one way. */
export interface PropertyGroup {
  readonly name: string;
  readonly setup: EngineSetup;
  readonly properties: readonly EngineProperty[];
}

/** @throws Error with both, unless they are the same through and through */
export function same(actual: unknown, expected: unknown): void {
  const [got, wanted] = [fc.stringify(actual), fc.stringify(expected)];
  if (got !== wanted) throw new Error(`Expected ${wanted}, got ${got}`);
}
