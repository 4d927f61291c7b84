import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { driftOf } from '../../../src/clockchain/drift.js';
import { driftHistory } from '../../../src/clockchain/report/drift-history.js';
import { parseLogLine } from '../../../src/clockchain/report/log-line.js';
import { paceHistory } from '../../../src/clockchain/report/pace-history.js';
import { SessionHistory } from '../../../src/clockchain/report/session-history.js';
import { sessionPage } from '../../../src/clockchain/report/session-page.js';
import { readSession } from '../../../src/clockchain/report/session-report.js';
import { elementsOf } from '../../report/markup.js';
import { temporaryFolder } from '../records/samples.js';
import { chainBytes, chainOf, SESSION } from '../support/chain-samples.js';
import { TestDevice } from '../support/test-device.js';

const EASY = `0${'f'.repeat(63)}`;
const at = (second: number) => new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString();
const event = (second: number, fields: object) => JSON.stringify({ time: at(second), ...fields });
const begin = (second: number, ...names: string[]) =>
  event(second, {
    type: 'session',
    session: SESSION,
    mode: 'rounds',
    devices: names.map((name) => ({ name, target: EASY })),
  });

function historyOf(...lines: string[]): SessionHistory {
  const history = new SessionHistory();
  for (const line of lines) history.add(parseLogLine(line));
  history.finish();
  return history;
}

test('absences, voids and missed rounds are counted over all runs', () => {
  const round = (second: number, number: number, present: string[], ...absent: [string, string][]) =>
    event(second, {
      type: 'round',
      round: number,
      seconds: 1,
      present,
      absent: absent.map(([name, why]) => ({ name, why })),
      root: '0'.repeat(64),
    });
  const history = historyOf(
    begin(0, 'one', 'two'),
    event(1, { type: 'joined', name: 'one', ticks: 0, torn: 0 }),
    round(2, 1, ['one', 'two']),
    event(3, { type: 'absent', name: 'two', reason: 'it was cut off' }),
    round(4, 2, ['one'], ['two', 'absent']),
    event(5, { type: 'void', round: 3, seconds: 1 }),
    event(7, { type: 'joined', name: 'two', ticks: 1, torn: 0 }),
    round(8, 3, ['one'], ['two', 'late']),
    begin(20, 'one', 'two'),
    event(21, { type: 'absent', name: 'one', reason: 'no route' }),
    event(25, { type: 'end', seconds: 5, devices: [] }),
  );
  expect(history.unread).toBe(0);
  expect(history.voids).toBe(1);
  expect(Object.fromEntries(history.attended)).toEqual({ one: 3, two: 1 });
  expect(history.missed.get('two')).toEqual([
    { number: 2, why: 'absent' },
    { number: 3, why: 'late' },
  ]);
  const seconds = (name: string) => history.away.get(name)?.map(({ from, to }) => (to - from) / 1000);
  // Who has not come back was away until the end.
  expect([seconds('one'), seconds('two')]).toEqual([[4], [4]]);
  expect(history.runs.map(({ from, to }) => (to - from) / 1000)).toEqual([8, 5]);
});

test.each([
  '',
  'what?',
  '[]',
  '{"type":"tick"}',
  event(1, { type: 'unheard of' }),
  '{"type":"end","time":"soon"}',
])('a line that is no event is counted: %j', (line) => {
  expect(historyOf(begin(0, 'one'), line).unread).toBe(1);
});

test('drift is that of all ticks with known tries, from the thirtieth of both on', () => {
  const ticks = (count: number, due: number, every: number) =>
    Array.from({ length: count }, (_, i) => ({
      time: (i + 1) * every,
      tau: i + 1,
      tries: 10,
      seconds: 1,
      due,
    }));
  const [one, other] = [ticks(50, 0.8, 10), ticks(60, 1.25, 7)];
  const unknown = { time: 1, tau: 0, tries: 0, seconds: 0, due: 0 };
  const drifts = driftHistory([unknown, ...one], other);
  expect(drifts[0]!.time).toBe(300);
  expect(drifts[0]!.band).toBe(driftOf({ ticks: 30, rate: 1 }, { ticks: 42, rate: 1 })!.band);
  expect(drifts[0]!.drift).toBeCloseTo(1.25 / 0.8 - 1, 12);
  const { drift, band } = drifts.at(-1)!;
  expect(drift).toBeCloseTo(1.25 / 0.8 - 1, 12);
  expect(band).toBeCloseTo(1.96 * Math.sqrt(1 / 50 + 1 / 60), 12);
  expect(driftHistory(ticks(29, 1, 1), other)).toEqual([]);
});

test('a tick counts by its own bits, and a log without them by its session’s target', () => {
  const tick = (tau: number, fields: object) =>
    event(tau, {
      type: 'tick',
      name: 'one',
      device: 'ab'.repeat(32),
      tau,
      hash: 'cd'.repeat(32),
      tries: 32,
      seconds: 2,
      ...fields,
    });
  const begun = begin(0, 'one');
  const history = historyOf(
    begun,
    tick(1, {}),
    tick(2, { bits: '1f010000' }),
    tick(3, { bits: '1f010000', every: 2 }),
    tick(4, { bits: '00000000' }),
  );
  const [device] = history.devices.values();
  expect(device!.ticks.map(({ due, every }) => [due, every])).toEqual([
    [2, undefined],
    [32 / 65_536, undefined],
    [32 / 65_536, 2],
  ]);
  expect(history.unread).toBe(1);
  expect(paceHistory(device!.ticks)).toMatchObject([{ every: 2, count: 1, mean: 2 }]);
});

test('means are over the ticks of the last pace', () => {
  const ticks = [undefined, 5, 2, undefined, 2, 2].map((every, i) => ({
    time: i,
    tau: i + 1,
    tries: 1,
    due: 1,
    seconds: i,
    every,
  }));
  expect(paceHistory(ticks).map(({ count, mean }) => [count, mean])).toEqual([
    [1, 2],
    [2, 3],
    [3, 11 / 3],
  ]);
  expect(paceHistory(ticks.slice(0, 1))).toEqual([]);
});

test('the page of a paced session has its intervals with the band, and only that of one', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'chains'));
  const device = new TestDevice('one');
  const pageOf = async (every: number | undefined) => {
    const ticks = Array.from({ length: 40 }, (_, i) =>
      event(i + 1, {
        type: 'tick',
        name: 'one',
        device: device.id,
        tau: i + 1,
        round: 0,
        hash: 'ab'.repeat(32),
        bits: '1f010000',
        every,
        tries: 16,
        seconds: 9.7,
      }),
    );
    writeFileSync(
      join(folder, 'log.jsonl'),
      [begin(0, 'one').replace('rounds', 'free'), ...ticks].join('\n'),
    );
    return sessionPage(await readSession(folder), { date: new Date(0), version: '0' });
  };
  const page = await pageOf(10);
  expect(page).toContain('one: 40 ticks at the pace: 9.7 s on average, 10 s ± 3.1 s expected');
  expect(elementsOf(page).some(({ attributes }) => attributes.id?.startsWith('pace-plot'))).toBe(true);
  expect(await pageOf(undefined)).not.toContain('at the pace');
});

test('hostile names are text, and a log that is not of its chains is told', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'chains'));
  const device = new TestDevice('one');
  const ticks = chainOf(device, 3);
  writeFileSync(join(folder, 'chains', `${device.id}.chain`), chainBytes(device, ticks));
  const name = '"><script>alert(1)</script>\u001b[31m';
  const tick = {
    name,
    device: device.id,
    tau: 3,
    lamport: 3,
    round: 0,
    hash: 'ab'.repeat(32),
    tries: 16,
    seconds: 1,
  };
  const log = [begin(0, name).replace('rounds', 'free'), event(1, { type: 'tick', ...tick }), '{"type":"ti'];
  writeFileSync(join(folder, 'log.jsonl'), log.join('\n'));
  const report = await readSession(folder);
  expect(report.devices).toMatchObject([{ isAsLogged: false, verdict: { ticks: 3, fault: undefined } }]);
  const page = sessionPage(report, { date: new Date(0), version: '0' });
  expect(elementsOf(page).some(({ name }) => name === 'script')).toBe(false);
  expect(page).not.toContain('\u001b');
  expect(page).toContain('the last tick of the log is not the last of its chain');
  expect(page).toContain('1 line of the log could not be read');
});
