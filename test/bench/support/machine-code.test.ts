import { expect, it } from 'vitest';
import { machineCode } from '../../../bench/support/machine-code.js';

/** A module with nothing in it: no Node prints code of it. */
const EMPTY = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
const NODE = { execPath: process.execPath, versions: process.versions };

it('says what is missing when a Node prints no machine code', async () => {
  const said = `Expected Node ${process.versions.node} (${process.execPath}) to print machine code`;
  await expect(machineCode(EMPTY, NODE)).rejects.toThrow(said);
});

it('says so too when a Node does not know the flags, and keeps what it said', async () => {
  const refused = machineCode(EMPTY, NODE, ['--no-such-flag']);
  await expect(refused).rejects.toThrow('which takes a V8 with a disassembler');
  await expect(refused).rejects.toMatchObject({
    cause: { message: expect.stringContaining('--no-such-flag') },
  });
});
