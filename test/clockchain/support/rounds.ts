import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { merkleRoot, sha256d } from './oracle.js';
import { inOrder, type TestDevice } from './test-device.js';

export const hash = (tick: Tick) => sha256d(tick.header.toBytes());
export const genesis = (session: string) => sha256d(Buffer.from(session, 'utf8'));

/** What a tick of the round after `present` has to carry, for a device: all of them in the root, the others cited. */
export function nextRound(number: number, present: readonly Tick[], device: TestDevice) {
  const heads = inOrder(present.map((tick) => ({ device: tick.device, head: hash(tick) })));
  return {
    round: number,
    ...(heads.length > 0 && { roundRoot: merkleRoot(heads.map(({ head }) => head)) }),
    citations: heads.filter(({ device: key }) => Buffer.compare(key, device.publicKey) !== 0),
  };
}
