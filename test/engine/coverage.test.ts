import { afterAll, beforeAll, describe, it } from 'vitest';
import { coverage } from './properties/coverage.js';
import { Engine } from './support/engine.js';
import { KERNELS } from './support/problems.js';

const groups = coverage(KERNELS).map((group) => [group.name, group] as const);

// The same properties hold in a browser: test/browser/coverage.test.ts.
describe.each(groups)('%s', (_, { setup, properties }) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start(setup);
  });
  afterAll(() => engine.close());

  it.each(properties.map(({ name, holds }) => [name, holds] as const))('%s', (_, holds) => holds(engine));
});
