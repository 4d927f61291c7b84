import { HEADER, VERSIONS } from '../interface';
import { setVersionCount } from '../sha256d/batch';
import { readHeader } from '../sha256d/blocks';
import { fixFirst, fixSecond } from '../sha256d/fixed';

/** Works out whatever does not depend on the nonce, for the header with its own version. */
export function prepare(): void {
  store<u32>(VERSIONS, load<u32>(HEADER));
  prepareVersions(1);
}

/** The same for the header with each of the first `count` VERSIONS. */
export function prepareVersions(count: u32): void {
  setVersionCount(count);
  readHeader(count);
  fixFirst(count);
  fixSecond();
}
