import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';

const root = new URL('../', import.meta.url);
// Inside the package, so that the example's `import … from 'mine-wasm'` finds it by its own name.
const folder = new URL('build/readme-example/', root);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has a library example that finds the block', () => {
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  const [, example] = /```js\n([\s\S]*?createMiner[\s\S]*?)```/.exec(readme) ?? [];
  mkdirSync(folder, { recursive: true });
  const file = new URL('example.mjs', folder);
  writeFileSync(file, example ?? '');
  const stdout = execFileSync(process.execPath, [fileURLToPath(file)], { encoding: 'utf8', stdio: 'pipe' });
  expect(stdout).toBe('924591752 0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4\n');
});
