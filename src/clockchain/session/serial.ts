import type { Member } from './member.js';
import type { Session } from './session.js';
import type { Absence } from './session-log.js';

export interface TurnsOptions {
  /** Ticks of each device. */
  readonly ticks: number;
  /** How long a device may take for one, in seconds. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** One device after the other mines a tick, in their order, so many times. A turn that a device does not take is skipped. */
export async function runSerial(
  session: Session,
  { ticks, timeoutSeconds, signal }: TurnsOptions,
): Promise<void> {
  for (let turn = 1; turn <= ticks; turn++) {
    for (const member of session.members) {
      if (!(await session.hasSomeone(signal))) return;
      const why = await takeTurn(session, member, timeoutSeconds, signal);
      if (signal?.aborted) return;
      if (why !== undefined) session.tell({ type: 'skipped', ...member.named, turn, why });
      await session.sync();
    }
  }
}

/** @returns why there is no tick, if there is none */
async function takeTurn(
  session: Session,
  member: Member,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<Absence | undefined> {
  if (!member.isPresent) return 'absent';
  const before = member.tip?.tau ?? 0;
  const isDone = () => (member.tip?.tau ?? 0) > before;
  member.assign(() => (isDone() ? undefined : { count: 1 }));
  await session.until(() => isDone() || !member.isPresent || !member.isMining, signal, seconds);
  member.rest();
  if (isDone()) return undefined;
  if (!member.isPresent) return 'absent';
  return member.hasRefused ? 'refused' : 'late';
}
