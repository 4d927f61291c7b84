import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { jsonLines, temporaryFolder } from '../cli/command.js';
import { BLOCK, interval } from '../cli/samples.js';
import { start } from './support/emulate.js';
import { ARM64 } from './support/machines.js';

test('the portable file, alone in a folder, finds a real block on two threads', async () => {
  const file = join(temporaryFolder(), 'mine-wasm.cjs');
  copyFileSync(fileURLToPath(new URL('../../dist/portable/mine-wasm.cjs', import.meta.url)), file);
  const around = interval({ start: BLOCK.nonce - 20_000, end: BLOCK.nonce + 1_000_000 });
  const args = [file, '--header', BLOCK.header, ...around, '--threads', '2', '--json'];
  const { code, stdout } = await start(ARM64, args).ended;
  expect(code).toBe(0);
  expect(jsonLines(stdout)).toMatchObject([{ type: 'solution', nonce: BLOCK.nonce, threads: 2 }]);
});
