import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { chainBytes, chainOf } from '../../clockchain/support/chain-samples.js';
import { TestDevice } from '../../clockchain/support/test-device.js';
import { jsonLines, MAIN, run, temporaryFolder } from '../command.js';

const PORTABLE = fileURLToPath(new URL('../../../dist/portable/mine-wasm.cjs', import.meta.url));

const anna = new TestDevice('anna');
const ticks = chainOf(anna, 300);
const folder = temporaryFolder();
const path = join(folder, 'anna.chain');
writeFileSync(path, chainBytes(anna, ticks));
const forged = join(folder, 'forged.chain');
const wrong = { ...ticks[290]!, signature: new TestDevice('eve').sign(ticks[290]!.header.hashBytes()) };
writeFileSync(forged, chainBytes(anna, ticks.with(290, wrong)));

/** Alone in a folder, as it is on a host that has nothing else. */
const alone = join(temporaryFolder(), 'mine-wasm.cjs');
copyFileSync(PORTABLE, alone);

// Each packaging has a file of its own that the threads load.
test.each([
  ['the command', MAIN],
  ['the portable file, alone', alone],
])('%s checks ticks on threads', async (_, main) => {
  const verify = (file: string) => run(['clock', 'verify', '--threads', '2', '--json', file], { main });
  const whole = await verify(path);
  expect({ code: whole.code, stderr: whole.stderr }).toEqual({ code: 0, stderr: '' });
  expect(jsonLines(whole.stdout)).toMatchObject([{ ticks: 300 }]);
  const refused = await verify(forged);
  expect(refused.code).toBe(1);
  expect(jsonLines(refused.stdout)).toMatchObject([
    { ticks: 290, fault: { name: 'signature', record: 291, offset: offsetOf(291) } },
  ]);
});

test('the library checks ticks on threads', async () => {
  expect(await verifyChains([path, forged], { threads: 2 })).toMatchObject([
    { ticks: 300, fault: undefined },
    { ticks: 0, fault: { name: 'device' } },
  ]);
  expect(await verifyChains([forged], { threads: 2 })).toMatchObject([{ ticks: 290 }]);
});

/** Of a record in a file whose ticks have no citations: after the head, all are of one size. */
function offsetOf(record: number): number {
  const { length } = readFileSync(forged);
  return length - (ticks.length + 1 - record) * (8 + 1 + 246);
}
