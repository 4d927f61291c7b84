import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { ChainFile } from '../../../dist/clockchain/chain/chain-file.js';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { RecordFileError } from '../../../dist/clockchain/records/record-file-error.js';
import { chainOf, chainParts, SESSION } from '../../clockchain/support/chain-samples.js';
import { hash } from '../../clockchain/support/rounds.js';
import { TestDevice } from '../../clockchain/support/test-device.js';
import { changesWithin, mendChecksums } from './support/damage.js';

/** Under a minute on a PC. */
const FILES = 2_000;

const ANNA = new TestDevice('anna');
const TICKS = chainOf(ANNA, 4);
const PARTS = chainParts(ANNA.publicKey, TICKS);
const WHOLE = Buffer.concat(PARTS);
const HASHES = TICKS.map((tick) => Buffer.from(hash(tick)).reverse().toString('hex'));

/** The file to begin with: whole, or of whole records that are left out, repeated and out of order. */
const original = fc.oneof(
  { weight: 3, arbitrary: fc.constant(PARTS) },
  fc
    .array(fc.nat({ max: TICKS.length }), { maxLength: 6 })
    .map((places) => [...PARTS.slice(0, 2), ...places.map((place) => PARTS[1 + place]!)]),
);

const change = changesWithin(WHOLE.length);

const RECORD_FAULTS = ['magic', 'length', 'checksum', 'kind', 'head', 'format', 'tick', 'disk'];

test('no bytes crash the readers, and no tick is believed that was not mined and signed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-fuzz-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'a.chain');
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(
      original,
      fc.array(change, { maxLength: 3 }),
      fc.boolean(),
      async (parts, changes, isMended) => {
        const changed = changes.reduce<Buffer>((file, apply) => apply(file), Buffer.concat(parts));
        writeFileSync(path, isMended ? mendChecksums(changed) : changed);
        const [verdict] = await verifyChains([path]);
        const name = verdict!.fault?.name ?? (verdict!.torn ? 'torn' : 'none');
        seen.set(name, (seen.get(name) ?? 0) + 1);
        expect(verdict!.tip).toBe(verdict!.ticks > 0 ? HASHES[verdict!.ticks - 1] : undefined);

        try {
          const file = await ChainFile.open(path, {
            session: SESSION,
            device: ANNA.publicKey,
            fsync: 'none',
          });
          expect(file.ticks).toBeGreaterThanOrEqual(verdict!.ticks);
          await file.close();
        } catch (error) {
          if (!(error instanceof RecordFileError)) throw error;
          expect(error.code).toBe('ERR_CHAIN_FILE');
          // A verification takes the name and the key that the file tells.
          if (error.fault !== 'session' && error.fault !== 'device') expect(verdict!.fault).toBeDefined();
          return;
        }
        // What opens for writing is a file of whole records, and no verified tick has been cut off.
        const [after] = await verifyChains([path]);
        expect(RECORD_FAULTS).not.toContain(after!.fault?.name);
        expect(after).toMatchObject({ ticks: verdict!.ticks, torn: undefined });
      },
    ),
    { seed: 20_261_121, numRuns: FILES },
  );
  // Most faults can come of changes like these; a reader that calls everything torn would show here.
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining(['magic', 'length', 'checksum', 'torn', 'link', 'replayed', 'signature', 'none']),
  );
});
