/** Devices that say what they should not, against a real session: what is refused, what is counted, and that the copies hold. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { verifyChains } from '../../../dist/clockchain/chain/verify-chains.js';
import { LineLink } from '../../../dist/clockchain/link/line-link.js';
import { runFree } from '../../../dist/clockchain/session/free.js';
import { runRounds } from '../../../dist/clockchain/session/rounds.js';
import { Session, type SessionSettings } from '../../../dist/clockchain/session/session.js';
import type { SessionEvent, SessionMode } from '../../../dist/clockchain/session/session-log.js';
import { figuresOf } from '../../../dist/clockchain/session/session-view.js';
import { targetOfZeros } from '../../../dist/clockchain/tick/difficulty.js';
import type { Citation, Tick } from '../../../src/clockchain/tick/tick.js';
import { temporaryFolder } from '../records/samples.js';
import { encode, merkleRoot } from '../support/oracle.js';
import { genesis, hash } from '../support/rounds.js';
import { type Draft, inOrder, TestDevice } from '../support/test-device.js';

const SESSION = 'garden';
/** 256 tries: what is agreed with every device. */
const TARGET = targetOfZeros(2);
const AGREED = TARGET.bits;
/** 16 tries. */
const EASIER = targetOfZeros(1).bits;

type Message = Record<string, unknown> & { readonly type: string };
interface Mine extends Message {
  readonly order: number;
  readonly round?: { readonly number: number; readonly heads: readonly Record<'device' | 'head', string>[] };
}

/** A device's end of a connection, with everything that an honest one says; each part can be said otherwise. */
class Puppet {
  readonly key: TestDevice;
  readonly name: string;
  readonly chain: Tick[] = [];
  connections = 0;
  #say: (message: Message) => void = () => {};

  constructor(name: string) {
    this.name = name;
    this.key = new TestDevice(name);
  }

  say(message: Message): void {
    this.#say(message);
  }

  hello(): void {
    this.say({ type: 'hello', version: 1, device: this.key.id, software: 'puppet' });
  }

  open(): void {
    const tip = this.chain.at(-1);
    const ticks = this.chain.length;
    this.say({ type: 'opened', ticks, tip: tip ? Buffer.from(hash(tip)).toString('hex') : null, torn: 0 });
  }

  /** Its next tick, not yet told. */
  next(draft: Omit<Draft, 'prev'> = {}): Tick {
    const prev = this.chain.length === 0 ? genesis(SESSION) : hash(this.chain.at(-1)!);
    const tick = this.key.mine({ bits: AGREED, ...draft, prev });
    this.chain.push(tick);
    return tick;
  }

  tell(tick: Tick, more: Record<string, unknown> = {}): void {
    this.say({ type: 'tick', tick: encode(tick).toString('hex'), tries: 7, seconds: 0.5, ...more });
  }

  history(after: number): void {
    for (const tick of this.chain.slice(after)) this.tell(tick, { tries: 0, seconds: 0 });
  }

  /** What an honest device mines for an order of one tick. */
  obey({ order, round }: Mine, draft: Omit<Draft, 'prev'> = {}): void {
    const heads = inOrder((round?.heads ?? []).map(citation));
    const others = heads.filter(({ device }) => Buffer.compare(device, this.key.publicKey) !== 0);
    const root = heads.length > 0 && { roundRoot: merkleRoot(heads.map(({ head }) => head)) };
    this.tell(this.next({ round: round?.number ?? 0, ...root, citations: others, ...draft }), { order });
    this.say({ type: 'mined', order, isWhole: true });
  }

  link(script: Script): LineLink {
    return new LineLink(this.name, () => {
      this.connections++;
      const [input, output] = [new PassThrough(), new PassThrough()];
      this.#say = (message) => void (output.writable && output.write(`${JSON.stringify(message)}\n`));
      const all = { ...HONEST, ...script };
      let rest = '';
      input.setEncoding('utf8').on('data', (text: string) => {
        const lines = (rest + text).split('\n');
        rest = lines.pop()!;
        for (const line of lines) {
          const message = JSON.parse(line);
          all[message.type as keyof Script]?.(this, message);
        }
      });
      const ended = new Promise<undefined>((resolve) => output.on('close', () => resolve(undefined)));
      const end = () => void output.end();
      input.on('end', end).on('close', end);
      output.on('finish', () => output.destroy());
      queueMicrotask(() => all.start!(this));
      return { input, output, ended, kill: () => input.destroy() };
    });
  }
}

function citation({ device, head }: Record<'device' | 'head', string>): Citation {
  return {
    device: Uint8Array.from(Buffer.from(device, 'hex')),
    head: Uint8Array.from(Buffer.from(head, 'hex')),
  };
}

/** What a device does when it is called, and with what it is told. */
interface Script {
  readonly start?: (puppet: Puppet) => void;
  readonly open?: (puppet: Puppet) => void;
  readonly history?: (puppet: Puppet, message: { readonly after: number }) => void;
  readonly mine?: (puppet: Puppet, message: Mine) => void;
}

const HONEST: Script = {
  start: (puppet) => puppet.hello(),
  open: (puppet) => puppet.open(),
  history: (puppet, { after }) => {
    puppet.history(after);
    puppet.say({ type: 'told' });
  },
  mine: (puppet, order) => puppet.obey(order),
};

const only = <Type extends SessionEvent['type']>(events: readonly SessionEvent[], type: Type) =>
  events.filter((event): event is Extract<SessionEvent, { type: Type }> => event.type === type);

/** A session of puppets. */
async function open(links: readonly LineLink[], settings: Partial<SessionSettings> = {}) {
  const events: SessionEvent[] = [];
  const session = await Session.open({
    session: SESSION,
    folder: temporaryFolder(),
    mode: 'free',
    devices: links.map((link) => ({ link, target: TARGET })),
    firstPauseMilliseconds: 5,
    ...settings,
    onEvent: (event) => {
      events.push(event);
      settings.onEvent?.(event);
    },
  });
  return { session, events };
}

/** The copies hold, and the session can be opened again. */
async function expectWhole(session: Session, mode: SessionMode, folder: string) {
  const verdicts = await verifyChains(session.chains.paths, { rules: { rounds: mode === 'rounds' } });
  expect(verdicts.map(({ fault }) => fault)).toEqual(verdicts.map(() => undefined));
  const again = await open([], {
    folder,
    mode,
    devices: [{ link: new Puppet('x').link({}), target: TARGET }],
  });
  expect(again.session.chains.length).toBe(verdicts.reduce((sum, { ticks }) => sum + ticks, 0));
  await again.session.close();
}

const NOBODY: Citation = { device: new Uint8Array(32).fill(7), head: new Uint8Array(32).fill(9) };

interface Row {
  readonly does: string;
  readonly script: Script;
  /** What is refused of it, and the ticks of it that are taken, and counted as this run's. */
  readonly refused: Record<string, number>;
  readonly tau: number;
  readonly ticks: number;
}

const ROWS: readonly Row[] = [
  {
    does: 'ticks behind a citation of what nobody has',
    script: {
      mine(puppet, { order }) {
        puppet.tell(puppet.next({ citations: [NOBODY] }), { order });
        for (let i = 0; i < 3; i++) puppet.tell(puppet.next(), { order });
        puppet.say({ type: 'mined', order, isWhole: true });
      },
    },
    refused: { 'unknown-citation': 1, link: 3 },
    tau: 0,
    ticks: 0,
  },
  {
    does: 'tells easier ticks than were agreed as its past',
    script: {
      open(puppet) {
        for (let i = 0; i < 3; i++) puppet.next({ bits: EASIER });
        puppet.open();
      },
    },
    // It joins with none of them; what it then mines follows none that is known.
    refused: { bits: 3, link: 1 },
    tau: 0,
    ticks: 0,
  },
  {
    does: 'tells its past as if it had been asked for it',
    script: {
      open(puppet) {
        for (let i = 0; i < 3; i++) puppet.next();
        puppet.open();
      },
      history(puppet) {
        for (const tick of puppet.chain) puppet.tell(tick, { tries: 1_000_000, order: 0 });
        puppet.say({ type: 'told' });
      },
    },
    refused: {},
    tau: 5,
    ticks: 2,
  },
  {
    does: 'says to have mined what it has not',
    script: { mine: (puppet, { order }) => puppet.say({ type: 'mined', order, isWhole: true }) },
    refused: { unexpected: 1 },
    tau: 0,
    ticks: 0,
  },
  {
    does: 'says who it is again and again',
    script: {
      start(puppet) {
        for (let i = 0; i < 20; i++) puppet.hello();
      },
    },
    refused: { unexpected: 19 },
    tau: 2,
    ticks: 2,
  },
  {
    does: 'opens its chain again and again',
    script: {
      open(puppet) {
        for (let i = 0; i < 20; i++) puppet.open();
      },
    },
    refused: { unexpected: 19 },
    tau: 2,
    ticks: 2,
  },
  {
    does: 'tells ticks before it has opened its chain',
    script: {
      start(puppet) {
        puppet.hello();
        puppet.tell(puppet.next());
        puppet.chain.pop();
      },
    },
    refused: { unexpected: 1 },
    tau: 2,
    ticks: 2,
  },
  {
    does: 'tells a tick again, as one that cost nothing',
    script: {
      mine(puppet, order) {
        const told = { order: order.order, tries: 0 };
        for (let i = 0; i < 5; i++) if (puppet.chain[0]) puppet.tell(puppet.chain[0], told);
        puppet.obey(order);
      },
    },
    refused: { replayed: 5 },
    tau: 2,
    ticks: 2,
  },
  {
    does: 'tells tries that are no count',
    script: {
      mine(puppet, order) {
        for (const tries of [0.5, 1e308, 2 ** 48 + 2, -1])
          puppet.tell(puppet.next(), { order: order.order, tries });
        puppet.chain.length -= 4;
        puppet.obey(order);
      },
    },
    refused: { malformed: 8 },
    tau: 2,
    ticks: 2,
  },
];

test.each(ROWS)('one that $does', async ({ script, refused, tau, ticks }) => {
  const [honest, evil] = [new Puppet('honest'), new Puppet('evil')];
  const folder = temporaryFolder();
  // Each order is of one tick, however many are asked for: it is asked again.
  const { session } = await open([honest.link({}), evil.link(script)], { folder });
  await session.start();
  await runFree(session, { ticks: 2 });
  await session.close();
  expect(figuresOf(session.members)).toMatchObject([
    { name: 'honest', ticks: 2, tau: 2, refused: {} },
    { name: 'evil', ticks, tau },
  ]);
  const [, figures] = figuresOf(session.members);
  expect(figures!.refused).toEqual(refused);
  await expectWhole(session, 'free', folder);
});

test('one that ticks rounds ahead gets none of them taken, and the round is held with the others', async () => {
  const [honest, evil] = [new Puppet('honest'), new Puppet('evil')];
  const folder = temporaryFolder();
  const script: Script = {
    mine(puppet, order) {
      puppet.obey(order);
      if (order.round!.number > 1) return;
      const mined = puppet.chain.length;
      for (let round = 2; round <= 5; round++) {
        const roundRoot = hash(puppet.chain.at(-1)!);
        puppet.tell(puppet.next({ round, roundRoot }), { order: order.order });
      }
      puppet.chain.length = mined;
    },
  };
  const { session, events } = await open([honest.link({}), evil.link(script)], { mode: 'rounds', folder });
  await session.start();
  await runRounds(session, { rounds: 3, timeoutSeconds: 60 });
  await session.close();
  expect(only(events, 'round').map(({ round, present }) => [round, present])).toEqual(
    [1, 2, 3].map((round) => [round, ['honest', 'evil']]),
  );
  const [, figures] = figuresOf(session.members);
  expect(figures).toMatchObject({ tau: 3, ticks: 3 });
  // The second round may have been announced by then; not on that root.
  const { round = 0, 'round-root': root = 0, link = 0, stale = 0 } = figures!.refused;
  expect(round + root).toBeGreaterThan(0);
  expect(round + root + link + stale).toBe(4);
  await expectWhole(session, 'rounds', folder);
});

test.each([
  ['leaves others out', { citations: [] }, 'round-root'],
  ['ticks of the first round again', { citations: [], round: 1, roundRoot: new Uint8Array(32) }, 'round'],
] as const)('in a round, one that %s is refused', async (_, draft, fault) => {
  const [honest, evil] = [new Puppet('honest'), new Puppet('evil')];
  const folder = temporaryFolder();
  const script: Script = {
    mine(puppet, order) {
      if (order.round!.number === 1) return puppet.obey(order);
      puppet.obey(order, { roundRoot: hash(puppet.chain.at(-1)!), ...draft });
      puppet.chain.pop();
    },
  };
  const { session, events } = await open([honest.link({}), evil.link(script)], { mode: 'rounds', folder });
  await session.start();
  await runRounds(session, { rounds: 2, timeoutSeconds: 60 });
  await session.close();
  expect(only(events, 'round').map(({ absent }) => absent)).toEqual([[], [{ name: 'evil', why: 'refused' }]]);
  expect(figuresOf(session.members)[1]).toMatchObject({ tau: 1, refused: { [fault]: 1 } });
  await expectWhole(session, 'rounds', folder);
});

test('one whose waiting tick names the wrong device is counted, and ruins nothing', async () => {
  const [first, second] = [new Puppet('first'), new Puppet('second')];
  const other = new Puppet('third').key.publicKey;
  const folder = temporaryFolder();
  const awaited = second.next();
  first.next({ citations: [{ device: other, head: hash(awaited) }] });
  let isTold = false;
  const whenTold: (() => void)[] = [];
  const links = [
    first.link({
      history(puppet, message) {
        HONEST.history!(puppet, message);
        isTold = true;
        for (const then of whenTold) then();
      },
    }),
    second.link({
      history(puppet, message) {
        const tell = () => HONEST.history!(puppet, message);
        if (isTold) tell();
        else whenTold.push(tell);
      },
    }),
  ];
  const { session } = await open(links, { folder });
  await session.start();
  await session.close();
  const [one, two] = figuresOf(session.members);
  expect(one!.refused.citation).toBeGreaterThan(0);
  expect(two).toMatchObject({ tau: 1, refused: {} });
  await expectWhole(session, 'free', folder);
});

test('one whose past cites what nobody has is refused by name, and does not join', async () => {
  const [honest, evil] = [new Puppet('honest'), new Puppet('evil')];
  const folder = temporaryFolder();
  evil.next({ citations: [NOBODY] });
  for (let i = 0; i < 19; i++) evil.next();
  const { session, events } = await open([honest.link({}), evil.link({})], { folder });
  await session.start();
  await session.close();
  expect(only(events, 'joined').map(({ name }) => name)).toEqual(['honest']);
  expect(figuresOf(session.members)[1]).toMatchObject({
    tau: 0,
    refused: { 'unknown-citation': expect.any(Number) },
  });
  await expectWhole(session, 'free', folder);
});

test('one that says to be at an end, over and over, is ended, and its word is written once', async () => {
  const evil = new Puppet('evil');
  const folder = temporaryFolder();
  const script: Script = {
    mine(puppet) {
      for (let i = 0; i < 1000; i++) puppet.say({ type: 'fault', code: 'X', message: 'y'.repeat(300) });
    },
  };
  const { session, events } = await open([evil.link(script)], { folder });
  await session.start();
  await runFree(session, { signal: untilEvent(events, session, 'absent') });
  await session.close();
  expect(only(events, 'refused').length).toBe(1);
  expect(readFileSync(join(folder, 'log.jsonl'), 'utf8').length).toBeLessThan(10_000);
});

/** Aborts at the first such event. */
function untilEvent(events: readonly SessionEvent[], session: Session, type: SessionEvent['type']) {
  const abort = new AbortController();
  void session.until(() => events.some((event) => event.type === type)).then(() => abort.abort());
  return abort.signal;
}

test('rounds end when all that are there refuse them', async () => {
  const evil = new Puppet('evil');
  const script: Script = {
    mine(puppet, { order }) {
      puppet.say({ type: 'refused', order, fault: 'unexpected', message: 'Expected another round' });
      puppet.say({ type: 'mined', order, isWhole: false });
    },
  };
  const after = (seconds: number, then: () => void) => {
    // The pause after a void round.
    if (seconds === 1) queueMicrotask(then);
    return () => {};
  };
  const { session, events } = await open([evil.link(script)], { mode: 'rounds', after });
  await session.start();
  await runRounds(session, { rounds: 3, timeoutSeconds: 60 });
  await session.close();
  expect(only(events, 'round')).toEqual([]);
  expect(only(events, 'absent')).toMatchObject([{ reason: 'it has left 3 orders undone' }]);
  expect(evil.connections).toBe(1);
});

test('a refusal of what is no order leaves the order as it is', async () => {
  const puppet = new Puppet('one');
  const script: Script = {
    mine(one, order) {
      one.say({ type: 'refused', fault: 'malformed', message: 'Expected a message' });
      one.obey(order);
    },
  };
  const { session } = await open([puppet.link(script)]);
  await session.start();
  await runFree(session, { ticks: 2 });
  const { hasRefused } = session.members[0]!;
  await session.close();
  expect(hasRefused).toBe(false);
  expect(figuresOf(session.members)).toMatchObject([{ ticks: 2 }]);
});

test.each(['serial', 'free', 'rounds'] as const)('%s ends when nobody comes at the start', async (mode) => {
  const gone = new LineLink('gone', () => {
    const [input, output] = [new PassThrough(), new PassThrough()];
    output.end();
    return { input, output, ended: Promise.resolve('no route to it'), kill: () => {} };
  });
  const { session, events } = await open([gone], { mode });
  await session.start();
  if (mode === 'rounds') await runRounds(session, { rounds: 1, timeoutSeconds: 60 });
  else await runFree(session, { ticks: 1 });
  await session.close();
  expect(only(events, 'absent')).toMatchObject([{ name: 'gone', reason: 'no route to it' }]);
});

test('a session has one coordinator', async () => {
  const folder = temporaryFolder();
  const { session } = await open([new Puppet('one').link({})], { folder });
  await expect(open([new Puppet('two').link({})], { folder })).rejects.toMatchObject({
    code: 'ERR_CHAIN_LOCKED',
  });
  await session.close();
  const again = await open([new Puppet('two').link({})], { folder });
  await again.session.close();
});
