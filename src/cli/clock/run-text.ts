import type { PaceFigures } from '../../clockchain/pace-figures.js';
import { driftText } from '../../clockchain/report/drift-text.js';
import { describePace } from '../../clockchain/report/pace-text.js';
import type { SessionEvent } from '../../clockchain/session/session-log.js';
import type { DeviceFigures } from '../../clockchain/session/session-view.js';
import { formatCount, formatDuration, formatRate, UNKNOWN } from '../../quantities.js';
import { plainTable } from '../plain-table.js';

/** An event in words; undefined for those that come by the hundred, and for what the end shows anyway. */
export function describeEvent(event: SessionEvent): string | undefined {
  switch (event.type) {
    case 'joined': {
      const torn =
        event.torn === 0 ? '' : `; ${formatCount(event.torn, 'byte')} of an unfinished tick were cut off`;
      return `${event.name}: joined with ${formatCount(event.ticks, 'tick')}${torn}`;
    }
    case 'absent':
      return `${event.name}: absent: ${event.reason}`;
    case 'back':
      return `${event.name}: back in round ${event.round}, has missed ${spanOf(event.missed)}`;
    case 'void':
      return `round ${event.round}: nobody came; it is held again`;
    case 'skipped':
      return `${event.name}: no tick in turn ${event.turn} (${event.why})`;
    case 'finished':
      return `${event.name}: finished, ${formatCount(event.ticks, 'tick')} after ${formatDuration(event.seconds)}`;
    case 'refused':
      return event.by === 'device'
        ? `${event.name}: it refuses (${event.fault}): ${event.message}`
        : `${event.name}: refused (${event.fault}): ${event.message}`;
    default:
      return undefined;
  }
}

/** A tick in words. */
export function describeTick(event: SessionEvent & { readonly type: 'tick' }): string {
  const { name, tau, lamport, hash, tries, seconds } = event;
  const cost = tries === 0 ? '' : `, ${tries.toLocaleString('en')} tries in ${formatDuration(seconds)}`;
  return `${name}: τ ${tau}, L ${lamport}, ${hash.slice(0, 16)}…${cost}`;
}

/** A round in words. */
export function describeRound({
  round,
  seconds,
  present,
  absent,
}: SessionEvent & { readonly type: 'round' }): string {
  const who = absent.length === 0 ? '' : `; ${absent.map(({ name, why }) => `${name} ${why}`).join(', ')}`;
  return `round ${round}: ${formatCount(present.length, 'tick')} in ${formatDuration(seconds)}${who}`;
}

/** A device's figures in a line. */
export function describeFigures(figures: DeviceFigures): string[] {
  const { isPresent, tau, lamport, round, rate, pace } = figures;
  return [
    `τ ${tau}`,
    `L ${lamport}`,
    ...(round > 0 ? [`round ${round}`] : []),
    isPresent ? formatRate(rate) : 'absent',
    ...(pace === undefined ? [] : [describePace(pace, 'tick')]),
    ...(figures.drift === undefined ? [] : [`drift ${describeDrift(figures)}`]),
  ];
}

/** `+3.1 % ± 44 %, not detected`. */
export function describeDrift({ drift }: DeviceFigures): string {
  return drift === undefined ? UNKNOWN : driftText(drift);
}

/** How paced devices came against their pace, and their rounds: a line for each. */
export function describePaces(
  figures: readonly DeviceFigures[],
  rounds: (PaceFigures & { readonly devices: number }) | undefined,
): string[] {
  const ticks = figures.flatMap(({ name, pace }) =>
    pace === undefined ? [] : [`${name}: ${describePace(pace, 'tick')}`],
  );
  if (rounds === undefined) return ticks;
  return [...ticks, `rounds of ${rounds.devices}: ${describePace(rounds, 'round')}`];
}

/** All figures, at the end. */
export async function figuresTable(figures: readonly DeviceFigures[]): Promise<string> {
  const head = ['device', 'τ', 'L', 'round', 'ticks now', 'tries', 'rate', 'drift', 'refused'];
  const rows = figures.map((device) => [
    device.name,
    String(device.tau),
    String(device.lamport),
    device.round === 0 ? UNKNOWN : String(device.round),
    String(device.ticks),
    device.tries.toLocaleString('en'),
    device.ticks === 0 ? UNKNOWN : formatRate(device.rate),
    describeDrift(device),
    describeRefused(device.refused),
  ]);
  return (await plainTable([head, ...rows])).join('\n');
}

function describeRefused(refused: Readonly<Record<string, number>>): string {
  const parts = Object.entries(refused).map(([fault, count]) => `${count} ${fault}`);
  return parts.length === 0 ? UNKNOWN : parts.join(', ');
}

function spanOf([from, to]: readonly [number, number]): string {
  return from === to ? `round ${from}` : `rounds ${from} to ${to}`;
}
