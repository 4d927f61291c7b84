import fc from 'fast-check';
import { expect, it } from 'vitest';
import { linesOf } from '../../../src/clockchain/readings/lines.js';
import { LONGEST_READING } from '../../../src/clockchain/readings/reading.js';

async function cut(chunks: readonly Uint8Array[]): Promise<string[]> {
  async function* source() {
    yield* chunks;
  }
  const lines: string[] = [];
  for await (const line of linesOf(source())) lines.push(Buffer.from(line).toString('latin1'));
  return lines;
}

it('cuts at line feeds, wherever the chunks begin', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r') });
  await fc.assert(
    fc.asyncProperty(fc.array(text), async (chunks) => {
      const expected = chunks.join('').split('\n');
      if (expected.at(-1) === '') expected.pop();
      expect(await cut(chunks.map((chunk) => Buffer.from(chunk)))).toEqual(expected);
    }),
  );
});

it('keeps one byte more of a line than a reading can have, and no more', async () => {
  const chunk = Buffer.alloc(10_000, 'x');
  const lines = await cut([chunk, chunk, chunk, Buffer.from('x\n{}\n'), chunk]);
  expect(lines.map(({ length }) => length)).toEqual([LONGEST_READING + 1, 2, 10_000]);
});
