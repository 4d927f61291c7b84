import type { Session } from './session.js';

export interface FreeOptions {
  /** Ticks of each device; default: until the signal. */
  readonly ticks?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Between two times that all ticks are forced to the disk. */
const SYNC_MILLISECONDS = 1000;

/**
 * The almost-clock-chain: every device mines for itself, citing the newest ticks of the others, and none waits for another. A device that
 * comes back goes on; one that is away when the others are done is not waited for.
 */
export async function runFree(session: Session, { ticks, signal }: FreeOptions): Promise<void> {
  const goals = session.members.map((member) => {
    let isTold = false;
    return {
      member,
      left: () => Math.max(0, (ticks ?? Number.POSITIVE_INFINITY) - member.work.ticks),
      tellEnd() {
        if (isTold || ticks === undefined) return;
        isTold = true;
        session.tell({ type: 'finished', ...member.named, ticks, seconds: session.seconds });
      },
    };
  });
  for (const { member, left } of goals) {
    const { pacer } = member;
    const task = () => {
      // An order has one target, so a pace takes a new order for a new target.
      const count = Math.min(left(), pacer?.period ?? Number.POSITIVE_INFINITY);
      return count === 0 ? undefined : { count: Number.isFinite(count) ? count : null };
    };
    member.assign(task);
  }
  type Goal = (typeof goals)[number];
  let syncing: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  const timer = setInterval(() => {
    syncing = session.sync().catch((error: unknown) => {
      failure ??= { error };
    });
  }, SYNC_MILLISECONDS);
  try {
    await session.until(() => {
      if (failure !== undefined) throw failure.error;
      const done = goals.filter(({ left }) => left() === 0);
      for (const goal of done) goal.tellEnd();
      if (session.isDeserted) return true;
      const hasRefused = ({ member }: Goal) => member.isPresent && !member.isMining && member.hasRefused;
      const isOver = (goal: Goal) => goal.left() === 0 || !goal.member.isPresent || hasRefused(goal);
      // Where all are away, one may come back; where all that are there refuse, nothing more comes.
      return goals.every(isOver) && (done.length > 0 || goals.some(hasRefused));
    }, signal);
  } finally {
    clearInterval(timer);
    for (const { member } of goals) member.rest();
    await syncing;
  }
  await session.sync();
}
