import { afterAll, beforeAll, describe, it } from 'vitest';
import { coverage } from './properties/coverage.js';
import { Engine } from './support/engine.js';
import { KERNELS } from './support/problems.js';

// The same properties hold in a browser: test/browser/coverage.test.ts.
describe.each(coverage(KERNELS))('$name', ({ setup, properties }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(setup);
  });
  afterAll(() => engine.close());

  it.each(properties)('$name', ({ holds }) => holds(engine));
});
