import { HEADER, HASH_WORDS, HEADER_WORDS, MIDSTATE, SCRATCH, TARGET, TARGET_TOP } from '../memory';
import { compress, nextWord, rounds } from '../sha256/compress';
import { H, K } from '../sha256/constants';
import { Block, addends, firstRound, fixedParts, start, varies } from '../sha256d/block';

export function loadBigEndian(from: usize, to: usize, count: usize): void {
  for (let i: usize = 0; i < 4 * count; i += 4) store<u32>(to + i, bswap(load<u32>(from + i)));
}

export function prepare(): void {
  loadBigEndian(HEADER, SCRATCH, 16);
  compress(H, MIDSTATE, SCRATCH);
  loadBigEndian(TARGET, TARGET_TOP, 1);

  memory.fill(HEADER_WORDS, 0, 256);
  loadBigEndian(HEADER + 64, HEADER_WORDS, 3);
  store<u32>(HEADER_WORDS, 0x80000000, 16);
  store<u32>(HEADER_WORDS, 640, 60);
  fix(Block.Header, MIDSTATE, HEADER_WORDS);

  memory.fill(HASH_WORDS, 0, 256);
  store<u32>(HASH_WORDS, 0x80000000, 32);
  store<u32>(HASH_WORDS, 256, 60);
  fix(Block.Hash, H, HASH_WORDS);
  // The comparison is of H[7] after the second hash: round 60's e plus its initial value.
  const last = addends(Block.Hash) + 4 * 60;
  store<u32>(last, load<u32>(last) + load<u32>(H, 28));
}

function fix(block: Block, state: usize, w: usize): void {
  for (let t: usize = 0; t < 64; t++) {
    const at = w + 4 * t;
    if (t >= 16) store<u32>(at, nextWord(at));
    if (varies(block, t)) {
      store<u32>(fixedParts(block) + 4 * t, load<u32>(at));
      store<u32>(at, 0);
    }
    store<u32>(addends(block) + 4 * t, load<u32>(K + 4 * t) + load<u32>(at));
  }
  const s = start(block), next = addends(block) + 4 * firstRound(block);
  memory.copy(s, state, 32);
  rounds(s, w, firstRound(block) + 1);
  store<u32>(next + 4, load<u32>(next + 4) + load<u32>(s + 28));
  store<u32>(next + 8, load<u32>(next + 8) + load<u32>(s + 24));
  store<u32>(next + 12, load<u32>(next + 12) + load<u32>(s + 20));
}
