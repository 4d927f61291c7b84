import { expect, test } from 'vitest';
import { parseLogLine } from '../../../src/clockchain/report/log-line.js';
import { SessionHistory } from '../../../src/clockchain/report/session-history.js';
import { timeAxisOf } from '../../../src/clockchain/report/time-axis.js';
import { html } from '../../../src/report/html.js';
import { SESSION } from '../support/chain-samples.js';

const event = (second: number, fields: object) =>
  JSON.stringify({ time: new Date(Date.UTC(2026, 10, 21, 12, 0, second)).toISOString(), ...fields });
const begin = (second: number, ...names: string[]) =>
  event(second, {
    type: 'session',
    session: SESSION,
    mode: 'rounds',
    devices: names.map((name) => ({ name, target: `0${'f'.repeat(63)}` })),
  });
const absent = (second: number, name: string) => event(second, { type: 'absent', name, reason: 'cut off' });
const end = (second: number) => event(second, { type: 'end', seconds: 1, devices: [] });

function axisOf(...lines: string[]) {
  const history = new SessionHistory();
  for (const line of lines) history.add(parseLogLine(line));
  history.finish();
  return timeAxisOf({ session: SESSION, times: 'log', history, devices: [] });
}

test('it is from the first run to the last, with who was away and when nothing ran', () => {
  const { axis, shades, legend } = axisOf(
    begin(0, 'one', 'two'),
    absent(3, 'two'),
    event(7, { type: 'joined', name: 'two', ticks: 1, torn: 0 }),
    end(10),
    begin(30, 'one', 'two'),
    end(40),
  );
  expect(axis).toMatchObject({ from: 0, to: 40 });
  expect(shades).toEqual([
    { className: 'throttled', spans: [{ from: 3, to: 7 }] },
    { className: 'paused', spans: [{ from: 10, to: 30 }] },
  ]);
  const names = [...String(html`${legend}`).matchAll(/<span>(.*?)<\/span>/g)].map(([, name]) => name);
  expect(names).toEqual(['two is away', 'no run']);
});

test('the legend names two devices that were away, and no more', () => {
  const whoIsAway = (...names: string[]) =>
    String(
      html`${axisOf(begin(0, ...names), ...names.map((name, i) => absent(i + 1, name)), end(9)).legend}`,
    );
  expect(whoIsAway('one', '<two>')).toContain('one or &lt;two&gt; is away');
  expect(whoIsAway('one', 'two', 'three')).toContain('>a device is away');
});

test('a session without absences has nothing to explain', () => {
  const { legend } = axisOf(begin(0, 'one'), end(5));
  expect(String(html`${legend}`)).toBe('');
});
