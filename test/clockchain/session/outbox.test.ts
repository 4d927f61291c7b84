import { expect, test } from 'vitest';
import { Outbox } from '../../../src/clockchain/session/outbox.js';
import type { Tick } from '../../../src/clockchain/tick/tick.js';
import { chainOf } from '../support/chain-samples.js';
import { encode } from '../support/oracle.js';
import { TestDevice } from '../support/test-device.js';

const TICKS = chainOf(new TestDevice('anna'), 8);

/** A connection that takes something in when it is told to. */
function slowConnection() {
  const sent: string[] = [];
  const takes: (() => void)[] = [];
  return {
    sent,
    take: () => takes.shift()?.(),
    connection: {
      async send(message: { readonly type: string; readonly tick?: Uint8Array }) {
        sent.push(message.tick === undefined ? message.type : Buffer.from(message.tick).toString('hex'));
        await new Promise<void>((resolve) => takes.push(resolve));
      },
    },
  };
}

async function* from(ticks: readonly Tick[]) {
  for (const tick of ticks) yield { tick };
}
const hex = (ticks: readonly Tick[]) => ticks.map((tick) => encode(tick).toString('hex'));
const turn = () => new Promise((resolve) => setImmediate(resolve));

test('tells the past, then what came meanwhile, and what comes', async () => {
  const { connection, sent, take } = slowConnection();
  let caughtUp = 0;
  const past = from(TICKS.slice(0, 2));
  const outbox = new Outbox({ connection, past, onCaughtUp: () => caughtUp++, onBehind: () => {} });
  const run = outbox.run();
  outbox.post(TICKS[2]!);
  for (let i = 1; i <= 3; i++) {
    await turn();
    expect(sent).toEqual(hex(TICKS.slice(0, i)));
    expect(caughtUp).toBe(0);
    take();
  }
  await turn();
  expect(caughtUp).toBe(1);
  outbox.post(TICKS[3]!);
  await turn();
  expect(sent).toEqual(hex(TICKS.slice(0, 4)));
  outbox.end();
  take();
  await run;
  expect(caughtUp).toBe(1);
});

test('a device that takes nothing in is cut off once, and nothing is kept for it', async () => {
  const { connection, sent, take } = slowConnection();
  const behind: number[] = [];
  const settings = { connection, past: from([]), onCaughtUp: () => {}, mostBehind: 3 };
  const outbox = new Outbox({ ...settings, onBehind: (ticks) => behind.push(ticks) });
  const run = outbox.run();
  await turn();
  // The first is under way, three may wait, and the next is too many.
  outbox.post(TICKS[0]!);
  await turn();
  for (const tick of TICKS.slice(1)) outbox.post(tick);
  expect(behind).toEqual([4]);
  expect(outbox.length).toBe(0);
  take();
  await run;
  expect(sent).toEqual(hex(TICKS.slice(0, 1)));
});
