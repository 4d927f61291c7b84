import { lanes } from '../lanes';
import { QUADS } from '../memory';
import { first1, first2 } from '../sha256d/first-hash';
import { second1, second2 } from '../sha256d/second-hash';
import { candidateCount, clear } from './candidates';

export function scanWith<T>(nonce: u32, count: u32): u32 {
  const step = lanes<T>() * QUADS as u32;
  clear();
  let done: u32 = 0;
  while (done < count) {
    if (candidateCount() + step > 1280) return done;
    first1<T>(nonce + done);
    first2<T>();
    second1<T>();
    second2<T>(nonce + done, count - done);
    if (count - done <= step) return count;
    done += step;
  }
  return count;
}
