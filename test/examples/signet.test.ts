import { Block } from 'bitcoinjs-lib';
import { grind } from 'mine-wasm';
import { expect, test } from 'vitest';
import { mineBlock } from '../../examples/signet.js';
import { run } from '../cli/command.js';
import { coreAnswer } from '../node/block/templates.js';
import { type Behaviour, FakeNode, result } from '../node/support/fake-node.js';
import { example } from './examples.js';

/** A template of a signet whose blocks need no signature. */
const template = () =>
  coreAnswer({ signet_challenge: '51', rules: ['csv', '!segwit', '!signet', 'taproot'] });

test('the signet loop mines block after block', async () => {
  const blocks: Block[] = [];
  const behaviours: Record<string, Behaviour> = {
    getblockchaininfo: result({ chain: 'signet' }),
    getblocktemplate: (response, asked) => result(template())(response, asked),
    submitblock: (response, asked) => {
      blocks.push(Block.fromHex(asked.params[0] as string));
      result(null)(response, asked);
    },
  };
  const node = await FakeNode.start((response, asked) => behaviours[asked.method]!(response, asked));
  const url = node.url.replace('//', '//alice:se%40same@');
  const { code, stdout, stderr } = await run(['51', url, '3'], { main: example('signet') });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(node.asked[0]!.authorization).toBe(`Basic ${btoa('alice:se@same')}`);
  expect(node.asked[1]!.params).toEqual([{ rules: ['segwit', 'signet'] }]);
  expect(blocks.map((block) => block.checkProofOfWork() && block.checkTxRoots())).toEqual([true, true, true]);
  expect(stdout).toBe(blocks.map((block) => `101 ${block.getId()}\n`).join(''));
});

test('the signet loop takes the next second where no nonce will do', async () => {
  const times: number[] = [];
  const submitted: string[] = [];
  const rpc = async (method: string, ...params: unknown[]) => {
    if (method === 'getblocktemplate') return template();
    submitted.push(params[0] as string);
    return null;
  };
  const solve: typeof grind = async (header) => {
    const { time } = header as { time: number };
    times.push(time);
    return times.length < 3 ? undefined : grind(header);
  };
  const { hash } = await mineBlock(rpc, Uint8Array.of(0x51), solve);
  const { curtime } = template() as { curtime: number };
  expect(times).toEqual([curtime, curtime + 1, curtime + 2]);
  const [block] = submitted.map((hex) => Block.fromHex(hex));
  expect(block).toMatchObject({ timestamp: curtime + 2 });
  expect(block!.getId()).toBe(hash);
});

test('the signet loop ends with what the node says of a block', async () => {
  const rpc = async (method: string) => (method === 'getblocktemplate' ? template() : 'bad-signet-blksig');
  await expect(mineBlock(rpc, Uint8Array.of(0x51))).rejects.toThrow(/block 101: bad-signet-blksig/);
});
