import { hashToHex } from '../../bitcoin/bytes.js';
import { calledRoot } from '../chain/round-root.js';
import type { Citation } from '../tick/tick.js';
import type { Announcement } from './agreements.js';
import type { Member } from './member.js';
import type { Session } from './session.js';
import type { Absence } from './session-log.js';

export interface RoundsOptions {
  /** How many to hold; default: until the signal. */
  readonly rounds?: number | undefined;
  /** When a round closes without those that have not ticked, in seconds. */
  readonly timeoutSeconds: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The clockchain: in each round every device that is there mines one tick on the ticks of the round before, and the round closes when all have, or at
 * its timeout. Who was absent is recorded. A round in which nobody came is void, and held again under the same number.
 */
export async function runRounds(session: Session, options: RoundsOptions): Promise<void> {
  const { rounds = Number.POSITIVE_INFINITY } = options;
  let call = session.chains.nextRound();
  const attendance = new Attendance(session, call.number - 1);
  try {
    for (let held = 0; held < rounds; ) {
      const present = await hold(session, call, options);
      if (present === undefined) return;
      // Held again as it was announced.
      if (present.length === 0) continue;
      attendance.record(call.number, present);
      call = { number: call.number + 1, heads: headsOf(present) };
      held++;
      await session.sync();
    }
  } finally {
    for (const member of session.members) member.rest();
  }
}

/** @returns the devices that have a tick of the round; undefined when the signal came first, or nobody can come any more */
async function hold(
  session: Session,
  call: Announcement,
  { timeoutSeconds, signal }: RoundsOptions,
): Promise<Member[] | undefined> {
  const { number } = call;
  const { members, chains } = session;
  if (!(await session.hasSomeone(signal))) return undefined;
  await chains.agreements.announce(call);
  const began = performance.now();
  const round = { number, heads: [...call.heads] };
  const hasTick = ({ tip }: Member) => tip?.tick.round === number;
  for (const member of members) {
    // One whose tick came late, or before a round was void, has it already.
    member.assign(() => (hasTick(member) ? undefined : { count: 1, round }));
  }
  const isOver = (member: Member) => hasTick(member) || !member.isPresent || !member.isMining;
  const how = await session.until(() => members.every(isOver), signal, timeoutSeconds);
  if (how === 'aborted') return undefined;
  const seconds = (performance.now() - began) / 1000;
  const present = members.filter(hasTick);
  for (const member of members) if (!hasTick(member)) member.rest();
  if (present.length === 0) {
    session.tell({ type: 'void', round: number, seconds });
    // Devices that refuse would be asked again at once, and for ever.
    if (how === 'so') await session.until(() => false, signal, Math.min(1, timeoutSeconds));
    return present;
  }
  const absent = members
    .filter((member) => !hasTick(member))
    .map((member) => ({ name: member.name, why: whyOf(member) }));
  const root = hashToHex(calledRoot(headsOf(present)));
  session.tell({
    type: 'round',
    round: number,
    seconds,
    present: present.map(({ name }) => name),
    absent,
    root,
  });
  return present;
}

function whyOf(member: Member): Absence {
  if (!member.isPresent) return 'absent';
  return member.hasRefused ? 'refused' : 'late';
}

function headsOf(present: readonly Member[]): Citation[] {
  return present
    .map(({ tip }) => ({ device: tip!.tick.device, head: tip!.hash }))
    .sort((a, b) => Buffer.compare(a.device, b.device));
}

/** Who was there when, so that a device that is back is told what it missed. */
class Attendance {
  readonly #session: Session;
  readonly #last = new Map<Member, number>();

  constructor(session: Session, number: number) {
    this.#session = session;
    for (const member of session.members) this.#last.set(member, number);
  }

  record(round: number, present: readonly Member[]): void {
    for (const member of present) {
      const last = this.#last.get(member)!;
      if (last < round - 1) {
        this.#session.tell({ type: 'back', ...member.named, round, missed: [last + 1, round - 1] });
      }
      this.#last.set(member, round);
    }
  }
}
