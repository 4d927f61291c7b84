import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { run } from '../../cli/command.js';
import { example } from '../../examples/examples.js';
import { BcoinNode } from './support/bcoin-node.js';
import { CoreNode } from './support/core-node.js';
import { CORE_RUNS } from './support/install.js';
import { ask, type RealNode } from './support/real-node.js';
import { acceptedBlocks } from './support/solo-command.js';

vi.setConfig({ testTimeout: 60_000 });

describe.for([
  { name: 'bcoin 1.0.2', create: () => BcoinNode.create(), runs: true },
  { name: 'Bitcoin Core 0.11.99', create: () => CoreNode.create(), runs: CORE_RUNS },
])('$name', ({ create, runs }) => {
  let node: RealNode;
  beforeAll(async () => {
    if (runs) node = await create();
  });
  afterAll(() => node?.remove());

  /** The hashes of the chain's last blocks. */
  const lastHashes = (count: number) =>
    ask(node.rpc, async (client) => {
      const { height } = await client.getChainInfo();
      const hashes: unknown[] = [];
      for (let each = height - count + 1; each <= height; each++) {
        hashes.push(await client.rpc.call('getblockhash', [each]));
      }
      return hashes;
    });

  /** The node's address with user and password in it. */
  function urlWithPassword(): string {
    const { url, user, password, cookieFile } = node.rpc;
    if (cookieFile === undefined) return url.replace('//', `//${user}:${password}@`);
    const [name, secret] = readFileSync(cookieFile, 'utf8').split(':');
    return url.replace('//', `//${name}:${encodeURIComponent(secret!)}@`);
  }

  test.skipIf(!runs)('examples/regtest.js mines 101 blocks', async () => {
    const { url, cookieFile } = node.rpc;
    const login = cookieFile === undefined ? [urlWithPassword()] : [url, cookieFile];
    const { code, stdout, stderr } = await run(['51', ...login], { main: example('regtest') });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/On regtest at height [01], .*\n101 of 101 blocks accepted in .* s\n$/),
    });
    const blocks = acceptedBlocks(stdout.replaceAll(' accepted\n', '\n'));
    expect(blocks.map(({ hash }) => hash)).toEqual(await lastHashes(101));
  });

  test.skipIf(!runs)('examples/signet.js mines 10 blocks', async () => {
    const { code, stdout, stderr } = await run(['51', urlWithPassword(), '10'], { main: example('signet') });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(acceptedBlocks(stdout).map(({ hash }) => hash)).toEqual(await lastHashes(10));
  });
});
