import { readHeader } from '../sha256d/blocks';
import { fixFirst, fixSecond } from '../sha256d/fixed';

/** Works out whatever does not depend on the nonce. */
export function prepare(): void {
  readHeader();
  fixFirst();
  fixSecond();
}
