import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Block } from 'bitcoinjs-lib';
import { afterAll, expect, it } from 'vitest';
import { coreAnswer, transaction } from './templates.js';

const root = new URL('../../../', import.meta.url);
// Inside the package, so that the example's `import … from 'mine-wasm'` finds it by its own name.
const folder = new URL('build/library-example/', root);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the example of docs/library.md mines a block', () => {
  const page = readFileSync(new URL('docs/library.md', root), 'utf8');
  const [, example] = /```js\n([^`]*getblocktemplate[\s\S]*?)```/.exec(page) ?? [];
  mkdirSync(folder, { recursive: true });
  const file = new URL('example.mjs', folder);
  const made = [transaction(1, true), transaction(2)];
  const answers = { getblockchaininfo: { chain: 'regtest' }, getblocktemplate: coreAnswer({}, made) };
  writeFileSync(
    file,
    `import { createMiner } from 'mine-wasm';
     const miner = await createMiner();
     const answers = ${JSON.stringify(answers)};
     const rpc = async (method, block) => answers[method] ?? console.log(block);
     ${example}
     await miner.close();`,
  );
  const stdout = execFileSync(process.execPath, [fileURLToPath(file)], { encoding: 'utf8', stdio: 'pipe' });
  const block = Block.fromHex(stdout.trim());
  expect(block.checkTxRoots()).toBe(true);
  expect(block.checkProofOfWork()).toBe(true);
  expect(block.transactions!.slice(1).map((each) => each.getId())).toEqual(made.map((each) => each.getId()));
});
