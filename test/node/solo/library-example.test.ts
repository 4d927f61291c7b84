import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { Running } from '../../cli/command.js';
import { RegtestNode } from '../support/regtest-node.js';

const root = new URL('../../../', import.meta.url);
// Inside the package, so that the example's `import … from 'mine-wasm'` finds it by its own name.
const folder = new URL('build/solo-example/', root);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('the example of docs/library.md mines 101 blocks on a node', async () => {
  const page = readFileSync(new URL('docs/library.md', root), 'utf8');
  const [, example] = /```js\n([^`]*createSoloMiner[^`]*)```/.exec(page) ?? [];
  const node = await RegtestNode.start();
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL('example.mjs', folder));
  const cookie = fileURLToPath(new URL('.cookie', folder));
  writeFileSync(cookie, '__cookie__:sesame');
  writeFileSync(
    file,
    `const url = ${JSON.stringify(node.url)};
     const cookieFile = ${JSON.stringify(cookie)};
     const address = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
     const { signal } = new AbortController();
     ${example}
     console.log(found, accepted);`,
  );
  const { code, stdout, stderr } = await new Running(process.execPath, [file]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe('101 101');
  expect(lines.filter((line) => line === 'answer')).toHaveLength(101);
  expect(node.height).toBe(101);
  expect(node.asked[0]!.authorization).toBe(`Basic ${btoa('__cookie__:sesame')}`);
});
