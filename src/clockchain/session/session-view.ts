import { type Drift, driftOf } from '../drift.js';
import { FEWEST_TICKS } from '../expectations.js';
import { type PaceFigures, paceFigures } from '../pace-figures.js';
import type { Member } from './member.js';

/** How a device of a session is doing. */
export interface DeviceFigures {
  readonly name: string;
  /** Its public key in hex, once it is known. */
  readonly device: string | undefined;
  readonly isPresent: boolean;
  /** Ticks of its chain, of earlier runs too. */
  readonly tau: number;
  /** Lamport value of the last. */
  readonly lamport: number;
  /** Its last round; 0: none. */
  readonly round: number;
  /** Ticks of this run, the tries that they took, and the seconds of mining. */
  readonly ticks: number;
  readonly tries: number;
  readonly seconds: number;
  /** Tries a second while it mined. Easy ticks are over before a kernel is at its speed: they say less than a benchmark. */
  readonly rate: number;
  /**
   * Against the first device, over this run: how many ticks more or less its tries gave than theirs did. Both are counted in the ticks that
   * so many tries give on average, each to its own target, so that waiting, absence and difficulty take no part. Undefined for the first, and with fewer than 30 ticks.
   */
  readonly drift: Drift | undefined;
  /** Its ticks of this run against the pace that it was asked for; undefined without one. */
  readonly pace: PaceFigures | undefined;
  /** What was refused of what it told, by fault. */
  readonly refused: Readonly<Record<string, number>>;
}

/** The figures of all devices, in their order. */
export function figuresOf(members: readonly Member[]): DeviceFigures[] {
  return members.map((member) => {
    const { name, device, isPresent, tip, work, pacer } = member;
    const { ticks, tries, seconds, paced } = work;
    return {
      name,
      device,
      isPresent,
      tau: tip?.tau ?? 0,
      lamport: tip?.lamport ?? 0,
      round: tip?.tick.round ?? 0,
      ticks,
      tries,
      seconds,
      rate: seconds > 0 ? tries / seconds : 0,
      drift: member === members[0] ? undefined : drift(member, members[0]!),
      pace: pacer && paceFigures(pacer.every, paced.ticks, paced.seconds),
      refused: Object.fromEntries(member.refused),
    };
  });
}

function drift(member: Member, first: Member): Drift | undefined {
  const [one, other] = [member, first].map(({ work }) => ({ ticks: work.ticks, rate: work.due }));
  return Math.min(one!.ticks, other!.ticks) < FEWEST_TICKS ? undefined : driftOf(one!, other!);
}
