import { lanes } from '../lanes';
import { CANDIDATES, DIGEST, HASH_WORDS, HEADER_WORDS, MIDSTATE, SCRATCH, TARGET, TARGET_TOP } from '../memory';
import { compress } from '../sha256/compress';
import { H } from '../sha256/constants';

let count: u32 = 0;

export function candidateCount(): u32 {
  return count;
}
export function clear(): void {
  count = 0;
}

export function collect<T>(tops: usize, nonce: u32, left: u32): void {
  const target = load<u32>(TARGET_TOP);
  for (let i: u32 = 0; i < lanes<T>(); i++) {
    const top = load<u32>(tops + 4 * i);
    if (i < left && (top < target || (top == target && atMostTarget(nonce + i)))) {
      store<u32>(CANDIDATES + 4 * count, nonce + i);
      count++;
    }
  }
}

function atMostTarget(nonce: u32): bool {
  memory.copy(SCRATCH, HEADER_WORDS, 64);
  store<u32>(SCRATCH, bswap(nonce), 12);
  compress(MIDSTATE, DIGEST, SCRATCH);
  memory.copy(SCRATCH, HASH_WORDS, 64);
  memory.copy(SCRATCH, DIGEST, 32);
  compress(H, DIGEST, SCRATCH);
  for (let i: usize = 0; i < 32; i += 4) {
    const h = bswap(load<u32>(DIGEST + 28 - i));
    const t = bswap(load<u32>(TARGET + i));
    if (h != t) return h < t;
  }
  return true;
}
