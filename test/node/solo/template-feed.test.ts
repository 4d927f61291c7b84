import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { BlockTemplate } from '../../../src/node/block/block-template.js';
import { Backoff } from '../../../src/node/rpc/backoff.js';
import { NodeClient } from '../../../src/node/rpc/node-client.js';
import { TemplateFeed } from '../../../src/node/solo/template-feed.js';
import type { Answer } from '../block/templates.js';
import { deferred } from '../support/deferred.js';
import { result } from '../support/fake-node.js';
import { cut, LASTING, PASSING, RegtestNode, silence } from '../support/regtest-node.js';
import { client } from '../support/rpc.js';

interface Settings {
  readonly refreshSeconds?: number;
  /** What waits do; default: they are over at once. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  readonly now?: () => number;
  readonly timeout?: number;
}

/** A feed that has been started. `until` waits for what it has told. */
async function follow(settings: Settings = {}, prepare: (node: RegtestNode) => void = () => {}) {
  const node = await RegtestNode.start();
  prepare(node);
  const templates: (BlockTemplate | undefined)[] = [];
  const told: string[] = [];
  const waits: number[] = [];
  const rpc = client({ url: node.url, timeout: settings.timeout });
  const sleep = async (milliseconds: number, signal: AbortSignal | undefined) => {
    waits.push(milliseconds / 1000);
    await settings.sleep?.(milliseconds);
    signal?.throwIfAborted();
  };
  const feed = new TemplateFeed({
    client: new NodeClient(rpc),
    rules: ['segwit'],
    refreshSeconds: settings.refreshSeconds ?? 3600,
    onTemplate: (template) => {
      templates.push(template);
      told.push(`template ${template?.height}`);
      node.look();
    },
    onStale: () => told.push('stale'),
    onTrouble: (error, seconds) => {
      told.push(`${(error as Error).message}; ${seconds === undefined ? 'at once' : 'later'}`);
      node.look();
    },
    createBackoff: () => new Backoff({ random: () => 0.999, sleep }),
    ...(settings.now && { now: settings.now }),
  });
  const stop = new AbortController();
  const ended = feed.run(stop.signal);
  ended.catch(() => {});
  onTestFinished(async () => {
    stop.abort();
    await ended.catch(() => {});
  });
  const troubles = () => told.filter((line) => line.startsWith('Expected'));
  return { node, feed, stop, ended, rpc, templates, told, troubles, waits };
}

test('gives the first template, and waits by a long poll for the next tip', async () => {
  const { node, templates, told } = await follow();
  await node.until(() => node.polls === 1);
  expect(templates).toMatchObject([{ height: 1, previousBlockHash: node.tip }]);
  for (const height of [2, 3, 4]) {
    const tip = node.mineElsewhere();
    await node.until(() => node.polls === 1 && templates.length === height);
    expect(templates.at(-1)).toMatchObject({ height, previousBlockHash: tip });
  }
  expect(told).toEqual([
    'template 1',
    ...['stale', 'template 2'],
    ...['stale', 'template 3'],
    ...['stale', 'template 4'],
  ]);
  expect(node.count('getblocktemplate')).toBe(1);
  expect(node.count('longpoll')).toBe(4);
});

test('each long poll has the id of the latest template', async () => {
  const { node, feed, templates } = await follow();
  await node.until(() => node.polls === 1);
  feed.refresh();
  await node.until(() => templates.length === 2);
  node.mineElsewhere();
  await node.until(() => node.polls === 1 && templates.length === 3);
  const ids = node.asked.map(({ params }) => (params[0] as { longpollid?: string }).longpollid);
  expect(ids).toEqual([undefined, templates[0]!.longPollId, undefined, templates[2]!.longPollId]);
});

test('asks once when told to, however often it is told before the answer', async () => {
  const { node, feed, templates } = await follow();
  await node.until(() => node.polls === 1);
  feed.refresh();
  feed.refresh();
  await node.until(() => templates.length === 2);
  node.mineElsewhere();
  await node.until(() => node.polls === 1);
  expect(node.count('getblocktemplate')).toBe(2);
});

test('asks again when told to while an answer is on its way, which may be of before', async () => {
  const answer = deferred<() => void>();
  const { node, feed, templates } = await follow({}, (node) => {
    node.next('getblocktemplate', (response, asked) => answer.resolve(() => node.properly(response, asked)));
  });
  const send = await answer.promise;
  feed.refresh();
  send();
  await node.until(() => templates.length === 2);
  expect(node.count('getblocktemplate')).toBe(2);
});

test('asks anew when a template is old', async () => {
  const { node, templates } = await follow({ refreshSeconds: 0.001 });
  await node.until(() => templates.length >= 5);
  expect(node.count('longpoll')).toBe(1);
});

test('without long polls it asks by age alone', async () => {
  const { node, templates } = await follow({ refreshSeconds: 0.001 }, (node) => {
    node.changes = { longpollid: undefined };
  });
  await node.until(() => templates.length >= 3);
  node.mineElsewhere();
  await node.until(() => templates.at(-1)?.height === 2);
  expect(node.count('longpoll')).toBe(0);
});

test('a long poll that is dead is replaced when a template by age has another tip', async () => {
  const { node, feed, templates, troubles } = await follow({}, (node) => node.next('longpoll', silence));
  await node.until(() => node.count('longpoll') === 1);
  const tip = node.mineElsewhere();
  feed.refresh();
  await node.until(() => node.polls === 1);
  expect(templates.at(-1)?.previousBlockHash).toBe(tip);
  expect(node.count('longpoll')).toBe(2);
  expect(node.asked.at(-1)!.params).toMatchObject([{ longpollid: templates.at(-1)!.longPollId }]);
  expect(troubles()).toEqual([]);
});

test('a template that is overtaken on its way is dropped', async () => {
  const late = deferred<() => void>();
  const { node, feed, templates, told } = await follow();
  await node.until(() => node.polls === 1);
  node.next('getblocktemplate', (response, asked) => {
    const old = node.template();
    late.resolve(() => result(old)(response, asked));
  });
  feed.refresh();
  const send = await late.promise;
  node.mineElsewhere();
  await node.until(() => templates.length === 2 && node.polls === 1);
  send();
  // The next one by age shows that the late one has been dealt with.
  feed.refresh();
  await node.until(() => templates.length === 3);
  expect(told).toEqual(['template 1', 'stale', 'template 2', 'template 2']);
});

describe('a fault that passes', () => {
  test.for(Object.entries(PASSING))('at the first template: %s', async ([, [behaviour, word]]) => {
    const { node, templates, troubles, waits } = await follow({}, (node) =>
      node.next('getblocktemplate', behaviour, behaviour, behaviour),
    );
    await node.until(() => templates.length === 1 && node.polls === 1);
    expect(troubles()).toEqual([1, 2, 3].map(() => expect.stringMatching(word)));
    expect(node.count('getblocktemplate')).toBe(4);
    // Longer and longer.
    expect(waits.map(Math.round)).toEqual([1, 2, 4]);
  });

  test.for([...Object.entries(PASSING), ...Object.entries(LASTING)])(
    'later: %s; the last template stays',
    async ([, [behaviour, word]]) => {
      const { node, feed, templates, troubles } = await follow();
      await node.until(() => node.polls === 1);
      node.next('getblocktemplate', behaviour, behaviour);
      feed.refresh();
      await node.until(() => templates.length === 2);
      // An idle connection that is cut counts for nothing: the request is sent again.
      expect(troubles().length).toBeGreaterThan(0);
      for (const line of troubles()) expect(line).toMatch(word);
      expect(templates).not.toContain(undefined);
    },
  );

  test('the node hangs', async () => {
    const { node, templates, troubles } = await follow({ timeout: 0.02 }, (node) =>
      node.next('getblocktemplate', silence),
    );
    await node.until(() => templates.length === 1);
    expect(troubles()).toEqual([expect.stringMatching(/nothing within 0\.02 s; later/)]);
  });

  test('the node is away, and comes back with another tip', async () => {
    const again = deferred<void>();
    const { node, templates, told, troubles } = await follow({ sleep: () => again.promise });
    await node.until(() => node.polls === 1);
    await node.goAway();
    await node.until(() => troubles().some((line) => line.includes('nothing listens')));
    const tip = node.mineElsewhere({ tells: false });
    await node.comeBack();
    again.resolve();
    await node.until(() => node.polls === 1);
    expect(templates.at(-1)?.previousBlockHash).toBe(tip);
    // One line of the poll that was cut, one of each attempt.
    expect(troubles().filter((line) => line.endsWith('at once'))).toHaveLength(1);
    expect(told.filter((line) => line === 'stale')).toHaveLength(1);
  });
});

describe('a fault that waiting can not mend', () => {
  test.for(Object.entries(LASTING))(
    'ends it before the first template: %s',
    async ([, [behaviour, word]]) => {
      const { node, ended, troubles } = await follow({}, (node) =>
        node.always('getblocktemplate', behaviour),
      );
      await expect(ended).rejects.toThrow(word);
      expect(node.count('getblocktemplate')).toBe(1);
      expect(troubles()).toEqual([]);
    },
  );
});

describe('a template that can not be mined', () => {
  const CHANGES: Record<string, [changes: Answer, word: RegExp]> = {
    'lacks a field': [{ previousblockhash: undefined }, /`template.previousblockhash`/],
    'has an unknown rule': [{ rules: ['csv', '!bigblocks'] }, /!bigblocks/],
    'has a target that contradicts its bits': [{ target: '00'.repeat(31).concat('ff') }, /`template.target`/],
    'is no object': [{ transactions: 7 }, /`template.transactions`/],
  };

  test.for(Object.entries(CHANGES))('%s', async ([, [changes, word]]) => {
    const { node, templates, told, troubles } = await follow({}, (node) => {
      node.changes = changes;
      node.next('getblocktemplate', node.properly, (response, asked) => {
        node.changes = {};
        node.properly(response, asked);
      });
    });
    await node.until(() => node.polls === 1);
    expect(templates).toMatchObject([undefined, { height: 1 }]);
    expect(troubles()).toEqual([expect.stringMatching(word)]);
    expect(told).toHaveLength(3);
  });

  test.for(Object.entries(CHANGES))(
    'by long poll: %s; what was mined is stale',
    async ([, [changes, word]]) => {
      const { node, templates, told, troubles } = await follow();
      await node.until(() => node.polls === 1);
      node.changes = changes;
      node.next('getblocktemplate', node.properly, (response, asked) => {
        node.changes = {};
        node.properly(response, asked);
      });
      node.mineElsewhere();
      await node.until(() => templates.at(-1)?.height === 2);
      expect(templates).toMatchObject([{ height: 1 }, undefined, { height: 2 }]);
      expect(troubles()).toEqual([expect.stringMatching(word)]);
      if (!('previousblockhash' in changes)) expect(told[1]).toBe('stale');
    },
  );
});

describe('long polls that do not wait', () => {
  /** A clock that a test sets, and waits that last until it says so. */
  function stoppedTime() {
    let milliseconds = 0;
    let wake = deferred<void>();
    return {
      now: () => milliseconds,
      sleep: () => wake.promise,
      pass: (seconds: number) => {
        milliseconds += 1000 * seconds;
        wake.resolve();
        wake = deferred();
      },
    };
  }

  test('answered at once with the same tip: no faster than the waits allow', async () => {
    const time = stoppedTime();
    const { node, troubles, waits } = await follow(time, (node) =>
      node.always('longpoll', (response, asked) => result(node.template())(response, asked)),
    );
    for (const count of [1, 2, 3, 4]) {
      await node.until(() => node.count('longpoll') === count);
      while (waits.length < count) await new Promise(setImmediate);
      time.pass(1);
    }
    expect(waits.slice(0, 4).map(Math.round)).toEqual([1, 2, 4, 8]);
    expect(troubles()).toEqual([]);
  });

  test('cut at once: as fast as the waits allow, templates by age meanwhile, one line', async () => {
    const time = stoppedTime();
    const { node, troubles, waits, templates } = await follow(time, (node) => node.always('longpoll', cut));
    for (const count of [1, 2, 3, 4]) {
      await node.until(() => node.count('longpoll') === count && templates.length === count + 1);
      while (waits.length < count) await new Promise(setImmediate);
      time.pass(1);
    }
    expect(waits.slice(0, 4).map(Math.round)).toEqual([1, 2, 4, 8]);
    expect(troubles()).toEqual([expect.stringMatching(/closed before an answer came\); at once/)]);
  });

  test('cut by a proxy after a minute, again and again: the next one soon, one line', async () => {
    const time = stoppedTime();
    const { node, troubles, waits } = await follow(time);
    for (const count of [1, 2, 3, 4]) {
      await node.until(() => node.polls === 1 && node.count('longpoll') === count);
      time.pass(60);
      node.always('longpoll', undefined);
      node.cutPolls();
      while (waits.length < count) await new Promise(setImmediate);
      time.pass(1);
    }
    expect(waits.slice(0, 4).map(Math.round)).toEqual([1, 1, 1, 1]);
    expect(troubles()).toHaveLength(1);
    // And it still tells of the next tip.
    await node.until(() => node.polls === 1);
    node.mineElsewhere();
    await node.until(() => node.polls === 1);
    expect(node.count('longpoll')).toBe(6);
  });
});

test.for(['the first answer', 'a long poll', 'the next attempt'])(
  'aborted while it waits for %s, it leaves nothing behind',
  async (what) => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const { node, stop, ended, rpc, told } = await follow({}, (node) => {
      if (what === 'the first answer') node.always('getblocktemplate', silence);
    });
    await node.until(() => (what === 'the first answer' ? node.asked.length === 1 : node.polls === 1));
    if (what === 'the next attempt') {
      await node.goAway();
      await node.until(() => told.some((line) => line.includes('nothing listens')));
    }
    const lines = told.length;
    stop.abort();
    await ended;
    await node.until(() => node.polls === 0);
    expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    rpc.close();
    expect(timers()).toBeLessThanOrEqual(before);
    node.mineElsewhere();
    expect(told).toHaveLength(lines);
  },
);

test('aborted before it begins, it asks nothing', async () => {
  const node = await RegtestNode.start();
  const nothing = () => {};
  const feed = new TemplateFeed({
    client: new NodeClient(client({ url: node.url })),
    rules: ['segwit'],
    refreshSeconds: 30,
    onTemplate: nothing,
    onStale: nothing,
    onTrouble: nothing,
  });
  await feed.run(AbortSignal.abort());
  expect(node.asked).toEqual([]);
});

test('whatever happens, it ends up with the tip that the node has, asked a bounded number of times', async () => {
  const happening = fc.constantFrom('block', 'refresh', 'cut', 'hasty', 'error', 'html', 'broken');
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 12 }), async (events) => {
      const { node, feed, templates, stop, ended } = await follow();
      await node.until(() => node.polls === 1);
      for (const event of events) {
        if (event === 'block') node.mineElsewhere();
        if (event === 'refresh') feed.refresh();
        if (event === 'cut') node.cutPolls();
        if (event === 'hasty') node.answerPolls();
        if (event === 'error') node.next('getblocktemplate', cut);
        if (event === 'html') node.next('longpoll', LASTING['answers HTML']![0]);
        if (event === 'broken') node.next('getblocktemplate', result({ height: 'x' }));
        await new Promise(setImmediate);
      }
      feed.refresh();
      await node.until(() => node.polls === 1 && templates.at(-1)?.previousBlockHash === node.tip);
      // Each event costs a few requests; nothing else does.
      expect(node.asked.length).toBeLessThan(6 * (events.length + 2));
      stop.abort();
      await ended;
      await node.goAway();
    }),
    { numRuns: 30 },
  );
});
