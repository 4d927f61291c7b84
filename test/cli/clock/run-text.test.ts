import { expect, test } from 'vitest';
import {
  describeDrift,
  describeEvent,
  describeFigures,
  describePaces,
  describeRound,
  figuresTable,
} from '../../../src/cli/clock/run-text.js';
import { deviceLine } from '../../../src/cli/clock/run-view.js';
import { paceFigures } from '../../../src/clockchain/pace-figures.js';
import type { SessionEvent } from '../../../src/clockchain/session/session-log.js';
import type { DeviceFigures } from '../../../src/clockchain/session/session-view.js';

const ONE: DeviceFigures = {
  name: 'pi@one',
  device: 'ab'.repeat(32),
  isPresent: true,
  tau: 120,
  lamport: 130,
  round: 0,
  ticks: 100,
  tries: 409_600,
  seconds: 0.5,
  rate: 819_200,
  drift: undefined,
  pace: undefined,
  refused: {},
};
const TWO: DeviceFigures = {
  ...ONE,
  name: 'two',
  round: 12,
  drift: { drift: -0.0312, band: 0.277, isDetected: false },
  refused: { signature: 2, malformed: 1 },
};

test.each<[SessionEvent, string | undefined]>([
  [{ type: 'joined', name: 'two', ticks: 1, torn: 0 }, 'two: joined with 1 tick'],
  [
    { type: 'joined', name: 'two', ticks: 0, torn: 17 },
    'two: joined with 0 ticks; 17 bytes of an unfinished tick were cut off',
  ],
  [{ type: 'absent', name: 'two', reason: 'it has ended' }, 'two: absent: it has ended'],
  [{ type: 'back', name: 'two', round: 9, missed: [4, 8] }, 'two: back in round 9, has missed rounds 4 to 8'],
  [{ type: 'back', name: 'two', round: 9, missed: [8, 8] }, 'two: back in round 9, has missed round 8'],
  [{ type: 'void', round: 4, seconds: 1 }, 'round 4: nobody came; it is held again'],
  [{ type: 'skipped', name: 'two', turn: 3, why: 'late' }, 'two: no tick in turn 3 (late)'],
  [{ type: 'finished', name: 'two', ticks: 30, seconds: 1.25 }, 'two: finished, 30 ticks after 1.3 s'],
  [
    { type: 'refused', by: 'coordinator', name: 'two', fault: 'work', message: 'Expected …' },
    'two: refused (work): Expected …',
  ],
  [
    { type: 'refused', by: 'device', name: 'two', fault: 'link', message: 'Expected …' },
    'two: it refuses (link): Expected …',
  ],
  [{ type: 'end', seconds: 1, devices: [] }, undefined],
])('%o', (event, text) => {
  expect(describeEvent(event)).toBe(text);
});

test('a round says who was not there, and why', () => {
  const round = { type: 'round', round: 7, seconds: 0.032, root: '00', present: ['one'] } as const;
  expect(describeRound({ ...round, absent: [] })).toBe('round 7: 1 tick in 32 ms');
  expect(describeRound({ ...round, absent: [{ name: 'two', why: 'late' }] })).toBe(
    'round 7: 1 tick in 32 ms; two late',
  );
});

test('a drift comes with its band, and whether it is one', () => {
  expect(describeDrift(ONE)).toBe('–');
  expect(describeDrift(TWO)).toBe('−3.12 % ± 27.7 %, not detected');
  const detected = { drift: 0.5, band: 0.2, isDetected: true };
  expect(describeDrift({ ...TWO, drift: detected })).toBe('+50.0 % ± 20.0 %, detected');
});

test('a line for each device holds what fits', () => {
  expect(describeFigures(ONE)).toEqual(['τ 120', 'L 130', '819 kH/s']);
  expect(describeFigures({ ...TWO, isPresent: false })[3]).toBe('absent');
  expect(deviceLine(TWO, 6, 120)).toBe(
    'two      τ 120   L 130   round 12   819 kH/s   drift −3.12 % ± 27.7 %, not detected',
  );
  for (const columns of [20, 40, 60]) expect(deviceLine(TWO, 6, columns).length).toBeLessThan(columns);
});

test('a table at the end', async () => {
  expect((await figuresTable([ONE, TWO])).split('\n')).toEqual([
    'device  τ    L    round  ticks now  tries    rate      drift                           refused',
    'pi@one  120  130  –      100        409,600  819 kH/s  –                               –',
    'two     120  130  12     100        409,600  819 kH/s  −3.12 % ± 27.7 %, not detected  2 signature, 1 malformed',
  ]);
});

test('a pace is told with what is expected, and with a band from thirty ticks on', () => {
  const paced = (count: number) => ({ ...ONE, pace: paceFigures(10, count, 9.7 * count) });
  expect(describePaces([ONE], undefined)).toEqual([]);
  const rounds = { ...paceFigures(10, 36, 500, 2), devices: 2 };
  expect(describePaces([ONE, paced(0), paced(1), paced(40)], rounds)).toEqual([
    'pi@one: 0 ticks at the pace, 10 s expected',
    'pi@one: 1 tick at the pace: 9.7 s on average, 10 s expected; fewer than 30 tell little',
    'pi@one: 40 ticks at the pace: 9.7 s on average, 10 s ± 3.1 s expected',
    'rounds of 2: 36 rounds at the pace: 14 s on average, 15 s ± 3.7 s expected',
  ]);
  expect(describeFigures(paced(40))).toContain(
    '40 ticks at the pace: 9.7 s on average, 10 s ± 3.1 s expected',
  );
});
