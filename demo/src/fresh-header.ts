import { HeaderTemplate, merkleRoot, Target } from './engine.js';
import { HASH_277316 } from './lessons/known-block.js';
import { hashText } from './text-hash.js';

/** BIP 9: no bit signals anything. */
const VERSION = 0x20000000;

/**
 * A header that nobody has mined before: in the form of a block on top of a real one, over a text that is different each time. It belongs to no
 * block of Bitcoin's, so solving it earns nothing.
 * @param now milliseconds since 1970
 * @param salt makes it another search than the last one's, with luck of its own
 */
export function freshHeader(
  difficulty: number,
  now: number,
  salt: string,
): { template: HeaderTemplate; goal: Target } {
  // What the header says is what is searched for: bits have three digits, so the target is a little below the difficulty's.
  const bits = Target.fromDifficulty(difficulty).bits;
  const template = HeaderTemplate.from({
    version: VERSION,
    previousBlockHash: HASH_277316,
    merkleRoot: merkleRoot([hashText(`A visitor of the mine-wasm demo, ${salt}`)]),
    time: Math.floor(now / 1000),
    bits,
  });
  return { template, goal: Target.fromBits(bits) };
}
