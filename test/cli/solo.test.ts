import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { raw, result } from '../node/support/fake-node.js';
import { LASTING, PASSING, RegtestNode, silence } from '../node/support/regtest-node.js';
import { type Ended, jsonLines, type Running, run, start, temporaryFolder } from './command.js';

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const PAYOUT = ['--address', ADDRESS];
const PASSWORD = 'sesame/open@night';
/** What no test finds a block for: difficulty 1. */
const HARD = { bits: '1d00ffff', target: undefined };

const HASH = /^[0-9a-f]{64}$/;

/** A command line for a node, with a folder of its own. */
function at(node: RegtestNode, ...flags: string[]): string[] {
  return ['solo', '--url', node.url, '--threads', '1', '--journal', temporaryFolder(), ...flags];
}

/** One line that names the flag, exit 2, no stack, no password. */
function expectBadInput(ended: Ended, flag: string, words: RegExp): void {
  expect(ended).toMatchObject({ code: 2, signal: null, stdout: '' });
  expect(ended.stderr).toMatch(new RegExp(`^mine-wasm: ${flag}: expected .*\n$`));
  expect(ended.stderr).toMatch(words);
  expect(ended.stderr).not.toContain(PASSWORD);
}

test('mines so many blocks: a line each on stdout, what happens on stderr', async () => {
  const node = await RegtestNode.start();
  const ended = await run(at(node, ...PAYOUT, '--blocks', '3', '--tag', 'mined by a test'));
  expect(ended).toMatchObject({ code: 0, signal: null });
  expect(node.height).toBe(3);
  const blocks = node.accepted.map(({ hash }, index) => `${index + 1} ${hash}\n`);
  expect(ended.stdout).toBe(blocks.join(''));
  const lines = ended.stderr.split('\n');
  expect(lines[0]).toBe('Mining on regtest, whose tip is at height 0, with 1 thread');
  expect(lines).toContain('Height 1: difficulty 4.65654e-10, 0 transactions, reward 50.00000000');
  expect(lines).toContain(`Found a block for height 2: ${node.accepted[1]!.hash}`);
  expect(lines).toContain('Height 3: accepted');
  expect(lines.at(-2)).toMatch(/^3 blocks accepted of 3 found, \d+ H in [\d.]+ m?s, [\d.]+ k?H\/s$/);
  // Pay to the witness program of the address; the tag is in the coinbase.
  for (const { hex } of node.accepted) {
    expect(hex).toContain('160014751e76e8199196d454941c45d1b3a323f1433bd6');
    expect(hex).toContain(Buffer.from('mined by a test').toString('hex'));
  }
});

test('--json: documented events on stderr, blocks on stdout', async () => {
  const node = await RegtestNode.start();
  node.next('submitblock', result('high-hash'));
  const { code, stdout, stderr } = await run(at(node, '--script', '51', '--blocks', '1', '--json'));
  expect(code).toBe(0);
  const [accepted] = node.accepted;
  expect(jsonLines(stdout)).toEqual([{ type: 'block', height: 1, hash: accepted!.hash }]);
  const events = jsonLines(stderr);
  const hash = expect.stringMatching(HASH);
  const template = {
    type: 'template',
    height: 1,
    previousBlockHash: hash,
    transactions: 0,
    reward: '5000000000',
    difficulty: expect.any(Number),
  };
  const answer = { type: 'answer', height: 1, hash, isLeftOver: false };
  expect(events).toEqual([
    { type: 'start', chain: 'regtest', height: 0, threads: 1 },
    { ...template, isNewTip: true },
    { type: 'found', height: 1, hash },
    { ...answer, kind: 'rejected', reason: 'high-hash', words: 'its hash is above the target' },
    { ...template, isNewTip: false },
    { type: 'found', height: 1, hash: accepted!.hash },
    { ...answer, hash: accepted!.hash, kind: 'accepted', reason: null, words: 'accepted' },
    {
      ...{ type: 'end', hashes: expect.any(Number), seconds: expect.any(Number) },
      ...{
        found: 2,
        accepted: 1,
        stale: 0,
        rejected: 1,
        height: expect.any(Number),
        difficulty: expect.any(Number),
      },
    },
  ]);
});

test('what was left behind is handed in first', async () => {
  const node = await RegtestNode.start();
  const journal = temporaryFolder();
  const flags = [...PAYOUT, '--blocks', '1', '--journal', journal];
  node.always('submitblock', PASSING['answers 503']![0]);
  const running = start(at(node, ...flags));
  await running.shows('stderr', /503/);
  running.child.kill('SIGKILL');
  await running.ended;
  expect(readdirSync(journal)).toHaveLength(1);
  node.always('submitblock', undefined);
  const { code, stdout, stderr } = await run(at(node, ...flags));
  expect(code).toBe(0);
  expect(stdout.split('\n')).toHaveLength(3);
  expect(stderr).toContain('Height 1 (left behind by an earlier run): accepted\n');
  expect(readdirSync(journal)).toEqual([]);
});

describe('bad flags: exit 2, and the flag by name', () => {
  test.for<[flags: string[], flag: string, words: RegExp]>([
    [[], '--address', /an address, or --script, got none/],
    [[...PAYOUT, '--script', '51'], '--script', /only one of/],
    [['--script', '5'], '--script', /whole bytes of hex, got "5"/],
    [['--script', ''], '--script', /whole bytes of hex, got ""/],
    [['--address', ''], '--address', /an address/],
    [[...PAYOUT, '--blocks', '0'], '--blocks', /an integer from 1 .* got "0"/],
    [[...PAYOUT, '--blocks', 'all'], '--blocks', /got "all"/],
    [[...PAYOUT, '--threads', '0'], '--threads', /an integer from 1 to 256/],
    [[...PAYOUT, '--kernel', 'fast'], '--kernel', /auto, .* got "fast"/],
    [[...PAYOUT, '--throttle', '101'], '--throttle', /up to 100/],
    [[...PAYOUT, '--refresh', '0.5'], '--refresh', /from 1 to 3600/],
    [[...PAYOUT, '--refresh', '4000'], '--refresh', /up to 3600/],
    [[...PAYOUT, '--version-mask', 'xyz'], '--version-mask', /hex digits/],
    [[...PAYOUT, '--tag', 'x'.repeat(101)], '--tag', /at most \d+ bytes of UTF-8/],
    [[...PAYOUT, '--journal', ''], '--journal', /a folder's path/],
    [[...PAYOUT, '--url', 'localhost:8332'], '--url', /a URL such as/],
    [[...PAYOUT, '--url', `ftp://a:${PASSWORD}@localhost`], '--url', /a URL such as/],
    [
      [...PAYOUT, '--user', `a:${PASSWORD}`],
      '--user',
      /without a colon, got "text whose character 2 is one"/,
    ],
    [[...PAYOUT, '--cookie', 'x', '--password', PASSWORD], '--cookie', /left out where/],
  ])('%s', async ([flags, flag, words]) => {
    expectBadInput(await run(['solo', ...flags]), flag, words);
  });

  test('a word too many, and a flag of a search', async () => {
    expectBadInput(await run(['solo', ...PAYOUT, 'fast']), 'solo', /nothing more, got "fast"/);
    expectBadInput(await run(['solo', ...PAYOUT, '--bits', '207fffff']), '--bits', /a flag that exists/);
  });

  test.for([
    ['--address', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', /of regtest \(it is one of main\)/],
    ['--address', 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt081', /address/],
    ['--script', '6a'.repeat(10_001), /1 to 10000 bytes/],
  ] as const)('%s %s for the chain that the node is on', async ([flag, payout, words]) => {
    const node = await RegtestNode.start();
    expectBadInput(await run(at(node, flag, payout)), flag, words);
    expect(node.count('getblocktemplate')).toBe(0);
  });

  test('a tag for which the node leaves no room', async () => {
    const node = await RegtestNode.start();
    node.changes = { coinbaseaux: { flags: '00'.repeat(60) } };
    const { code, stdout, stderr } = await run(at(node, ...PAYOUT, '--tag', 'x'.repeat(60)));
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/\nmine-wasm: --tag: expected at most 2\d bytes of UTF-8 here .*\n$/);
  });

  test('a chain that nobody knows', async () => {
    const node = await RegtestNode.start();
    node.chain = 'simnet';
    expectBadInput(await run(at(node, ...PAYOUT)), '--url', /regtest, got "simnet"/);
  });

  test('a folder that can not be written', async () => {
    const node = await RegtestNode.start();
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expectBadInput(await run(at(node, ...PAYOUT, '--journal', join(file, 'blocks'))), '--journal', /ENOTDIR/);
  });
});

describe('a node that will not: exit 2, and what can be mended', () => {
  const ENV = { MINE_WASM_RPC_PASSWORD: PASSWORD };
  const [refuses] = LASTING['answers 401']!;

  test.for<[name: string, flags: string[], env: NodeJS.ProcessEnv, flag: string]>([
    ['the password', ['--user', 'alice', '--password', PASSWORD], {}, '--password'],
    ['the password of the environment', ['--user', 'alice'], ENV, 'MINE_WASM_RPC_PASSWORD'],
    ['no password', [], {}, '--user'],
  ])('refuses %s', async ([, flags, env, flag]) => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', refuses);
    expectBadInput(await run(at(node, ...PAYOUT, ...flags), { env }), flag, /HTTP 401/);
    expect(node.asked).toHaveLength(1);
    const told = await run([...at(node, ...PAYOUT, ...flags), '--json'], { env });
    expect(told).toMatchObject({ code: 2, stdout: '' });
    expect(jsonLines(told.stderr)).toMatchObject([
      { type: 'error', code: 'ERR_NODE_AUTHENTICATION', option: flag },
    ]);
    expect(told.stderr).not.toContain(PASSWORD);
  });

  test('refuses the password of the URL', async () => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', refuses);
    const url = node.url.replace('//', `//alice:${encodeURIComponent(PASSWORD)}@`);
    const ended = await run([...at(node, ...PAYOUT), '--url', url], {
      env: { MINE_WASM_RPC_PASSWORD: 'other' },
    });
    expectBadInput(ended, '--url', /HTTP 401: wrong user or password/);
    expect(ended.stderr).not.toContain(encodeURIComponent(PASSWORD));
    // The one of the URL was shown, not the environment's.
    const token = Buffer.from(`alice:${PASSWORD}`).toString('base64');
    expect(node.asked.map(({ authorization }) => authorization)).toEqual([`Basic ${token}`]);
  });

  test('refuses the cookie', async () => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', refuses);
    const cookie = join(temporaryFolder(), '.cookie');
    writeFileSync(cookie, '__cookie__:c0ffee');
    // With a password in the environment, which goes with a user.
    const ended = await run(at(node, ...PAYOUT, '--cookie', cookie), { env: ENV });
    expectBadInput(ended, '--cookie', /HTTP 401: the cookie in .* is not this node's/);
    expect(ended.stderr).not.toContain('c0ffee');
  });

  test.for([
    ['refuses this machine', LASTING['answers 403']![0], /HTTP 403.*rpcallowip/],
    ['is a web page', LASTING['answers HTML']![0], /a web page/],
    ['has moved', raw(301, 'text/html', '', { location: 'http://localhost/' }), /a redirect/],
  ] as const)('%s', async ([, behaviour, words]) => {
    const node = await RegtestNode.start();
    node.always('getblockchaininfo', behaviour);
    expectBadInput(await run(at(node, ...PAYOUT)), '--url', words);
  });
});

test('the password of the environment is used, and never shown', async () => {
  const node = await RegtestNode.start();
  const flags = [...PAYOUT, '--user', 'alice', '--blocks', '1', '--json'];
  const ended = await run(at(node, ...flags), { env: { MINE_WASM_RPC_PASSWORD: PASSWORD } });
  expect(ended.code).toBe(0);
  const token = Buffer.from(`alice:${PASSWORD}`).toString('base64');
  expect(new Set(node.asked.map(({ authorization }) => authorization))).toEqual(new Set([`Basic ${token}`]));
  expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
});

test('a node that is away or starting is waited for, with a line for each attempt', async () => {
  const node = await RegtestNode.start();
  node.next('getblockchaininfo', PASSING['is warming up']![0]);
  await node.goAway();
  const running = start(at(node, ...PAYOUT, '--blocks', '1'));
  await running.shows('stderr', /nothing listens there: .*; trying again in [\d.]+ m?s\n/);
  await node.comeBack();
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(stderr).toMatch(/error -28: Loading block index… \(the node is still starting\); trying again in/);
});

/** A command that searches what it will not find. */
async function searching(...flags: string[]): Promise<{ node: RegtestNode; running: Running }> {
  const node = await RegtestNode.start();
  node.changes = HARD;
  const running = start(at(node, ...PAYOUT, ...flags));
  await node.until(() => node.polls === 1);
  return { node, running };
}

test.for([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s: %i, after a closing line', async ([signal, code]) => {
  const plain = await searching();
  plain.running.child.kill(signal);
  const ended = await plain.running.ended;
  expect(ended).toMatchObject({ code, signal: null, stdout: '' });
  expect(ended.stderr).toMatch(/\n0 blocks accepted of 0 found, .*H in .*s, .*H\/s\n$/);

  const json = await searching('--json');
  json.running.child.kill(signal);
  const told = await json.running.ended;
  expect(told).toMatchObject({ code, stdout: '' });
  expect(jsonLines(told.stderr).at(-1)).toMatchObject({ type: 'end', found: 0, accepted: 0, height: 1 });
});

test('a signal while the node does not answer', async () => {
  const node = await RegtestNode.start();
  node.always('getblockchaininfo', silence);
  const running = start(at(node, ...PAYOUT));
  await node.until(() => node.asked.length === 1);
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
});

test('a signal while a block is handed in: it stays on disk, and the closing line says so', async () => {
  const node = await RegtestNode.start();
  node.always('submitblock', silence);
  const journal = temporaryFolder();
  const running = start(at(node, ...PAYOUT, '--journal', journal));
  await node.until(() => node.count('submitblock') === 1);
  running.child.kill('SIGINT');
  const { code, stderr } = await running.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/; 1 block without an answer, kept on disk and handed in at the next start\n$/);
  expect(readdirSync(journal)).toHaveLength(1);
});

test('a second signal ends at once', async () => {
  const node = await RegtestNode.start();
  node.always('submitblock', silence);
  const running = start(at(node, ...PAYOUT));
  await node.until(() => node.count('submitblock') === 1);
  running.child.kill('SIGINT');
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  expect([130, 143]).toContain(code);
  expect(stderr).not.toContain('without an answer');
});

test('stdout closed: 141, quietly', async () => {
  const node = await RegtestNode.start();
  const running = start(at(node, ...PAYOUT));
  running.child.stdout!.destroy();
  const { code, stderr } = await running.ended;
  expect(code).toBe(141);
  expect(stderr).not.toMatch(/EPIPE|mine-wasm:|accepted of/);
});

test('--quiet leaves stderr empty', async () => {
  const node = await RegtestNode.start();
  for (const json of [[], ['--json']]) {
    node.next('getblockchaininfo', PASSING['answers 503']![0]);
    const ended = await run(at(node, ...PAYOUT, '--blocks', '1', '--quiet', ...json));
    expect(ended).toMatchObject({ code: 0, stderr: '' });
  }
});
