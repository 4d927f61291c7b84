import { createHash, randomBytes } from 'node:crypto';
import type http from 'node:http';
import { Block, type Transaction } from 'bitcoinjs-lib';
import { type Answer, commitment, entry } from '../block/templates.js';
import { type Asked, type Behaviour, FakeNode, raw, result, rpcError } from './fake-node.js';

/** Regtest's genesis block. */
const GENESIS = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const BITS = 0x207fffff;
const TARGET = 0x7fffffn << 232n;

/** Hash of a header in display order, by node:crypto. */
export function headerHash(hex: string): string {
  const sha256 = (data: Uint8Array) => createHash('sha256').update(data).digest();
  return sha256(sha256(Buffer.from(hex, 'hex').subarray(0, 80)))
    .reverse()
    .toString('hex');
}

/** A block that was handed in, and what the node made of it: null, a reason, or nothing at all. */
export interface Submitted {
  readonly hash: string;
  readonly previous: string;
  readonly hex: string;
  readonly extra: unknown;
  readonly answer: string | null;
}

/** What the node has of a block. */
interface Known {
  readonly height: number;
  readonly previous: string;
}

type Method = 'getblockchaininfo' | 'getblocktemplate' | 'longpoll' | 'submitblock' | 'getblockheader';

/**
 * A full node on regtest as far as a miner sees it, over real HTTP: a chain in memory, templates, long polls that wait for another
 * tip, and blocks that are checked by other means than those that build them. `next` and `always` make it misbehave.
 */
export class RegtestNode {
  readonly asked: Asked[] = [];
  readonly submitted: Submitted[] = [];
  chain = 'regtest';
  /** Changes to each template. */
  changes: Answer = {};
  transactions: readonly Transaction[] = [];
  tip = GENESIS;
  /** The node's clock, in Unix seconds. */
  clock = () => Math.floor(Date.now() / 1000);
  minTime = 1_296_688_603;
  readonly #blocks = new Map<string, Known>([[GENESIS, { height: 0, previous: '' }]]);
  readonly #once = new Map<Method, Behaviour[]>();
  readonly #always = new Map<Method, Behaviour>();
  /** How each long poll that waits is answered. */
  readonly #polls = new Map<() => void, http.ServerResponse>();
  #watchers: (() => void)[] = [];
  #server!: FakeNode;
  #templates = 0;

  static async start(): Promise<RegtestNode> {
    const node = new RegtestNode();
    await node.comeBack();
    return node;
  }

  get url(): string {
    return this.#server.url;
  }

  get height(): number {
    return this.#blocks.get(this.tip)!.height;
  }

  /** Long polls that wait now. */
  get polls(): number {
    return this.#polls.size;
  }

  get accepted(): Submitted[] {
    return this.submitted.filter(({ answer }) => answer === null);
  }

  count(method: Method): number {
    return this.asked.filter((asked) => nameOf(asked) === method).length;
  }

  /** Refuses connections, and cuts those that there are. */
  async goAway(): Promise<void> {
    await this.#server.stop();
    this.#polls.clear();
  }

  /** At the port that it had. */
  async comeBack(): Promise<void> {
    this.#server = await FakeNode.start(
      (response, asked) => this.#answer(response, asked),
      this.#server?.port,
    );
  }

  /** Behaves so for the next calls of a method, one each. */
  next(method: Method, ...behaviours: readonly Behaviour[]): void {
    this.#once.set(method, [...(this.#once.get(method) ?? []), ...behaviours]);
  }

  /** Behaves so until told otherwise; undefined: as it should. */
  always(method: Method, behaviour: Behaviour | undefined): void {
    if (behaviour === undefined) this.#always.delete(method);
    else this.#always.set(method, behaviour);
  }

  /** As it should. */
  readonly properly: Behaviour = (response, asked) => METHODS[nameOf(asked)]!(this, asked)(response, asked);

  /** Another miner's block is the tip. @param previous what it builds on */
  mineElsewhere({ previous = this.tip, tells = true } = {}): string {
    const hash = randomBytes(32).toString('hex');
    this.#blocks.set(hash, { height: this.#blocks.get(previous)!.height + 1, previous });
    this.tip = hash;
    if (tells) this.answerPolls();
    return hash;
  }

  /** The tip is the one before, as after invalidateblock. */
  takeBack(): void {
    this.tip = this.#blocks.get(this.tip)!.previous;
    this.answerPolls();
  }

  answerPolls(): void {
    for (const answer of [...this.#polls.keys()]) answer();
  }

  /** As a proxy does that has waited long enough. */
  cutPolls(): void {
    for (const response of this.#polls.values()) response.destroy();
    this.#polls.clear();
  }

  /** Resolves when it holds; looks whenever something was asked or answered. */
  async until(holds: (node: this) => boolean): Promise<void> {
    while (!holds(this)) await new Promise<void>((resolve) => this.#watchers.push(resolve));
  }

  /** Looks anew at what is waited for. */
  look(): void {
    const watchers = this.#watchers;
    this.#watchers = [];
    for (const watcher of watchers) watcher();
  }

  template(): Answer {
    this.#templates++;
    return JSON.parse(
      JSON.stringify({
        capabilities: ['proposal'],
        version: 0x20000000,
        rules: ['csv', '!segwit', 'taproot'],
        vbavailable: {},
        vbrequired: 0,
        previousblockhash: this.tip,
        transactions: this.transactions.map(entry),
        coinbaseaux: {},
        coinbasevalue: 5_000_000_000,
        longpollid: `${this.tip}${this.#templates}`,
        target: TARGET.toString(16).padStart(64, '0'),
        mintime: this.minTime,
        mutable: ['time', 'transactions', 'prevblock'],
        noncerange: '00000000ffffffff',
        sizelimit: 4_000_000,
        weightlimit: 4_000_000,
        curtime: this.clock(),
        bits: BITS.toString(16),
        height: this.height + 1,
        default_witness_commitment: commitment(this.transactions),
        ...this.changes,
      }),
    );
  }

  chainInfo(): Answer {
    return { chain: this.chain, blocks: this.height, bestblockhash: this.tip, initialblockdownload: false };
  }

  header(hash: string): Behaviour {
    const known = this.#blocks.get(hash);
    return known === undefined ? rpcError(-5, 'Block not found') : result({ height: known.height });
  }

  hashAt(height: number): Behaviour {
    let hash = this.tip;
    if (height > this.height) return rpcError(-8, 'Block height out of range');
    while (this.#blocks.get(hash)!.height > height) hash = this.#blocks.get(hash)!.previous;
    return result(hash);
  }

  /** Answers when the tip is another one than the long poll's. */
  poll({ longpollid }: { longpollid: string }): Behaviour {
    return (response, asked) => {
      const answer = (): void => {
        this.#polls.delete(answer);
        result(this.template())(response, asked);
      };
      if (!longpollid.startsWith(this.tip)) return answer();
      this.#polls.set(answer, response);
      response.on('close', () => {
        this.#polls.delete(answer);
        this.look();
      });
    };
  }

  /** Checks a block as consensus has it, as far as templates of this node go. */
  submit(hex: string, extra: unknown): Behaviour {
    const block = Block.fromHex(hex);
    const hash = headerHash(hex);
    const previous = Buffer.from(block.prevHash!).reverse().toString('hex');
    const answer = this.#judge(block, hash, previous);
    this.submitted.push({ hash, previous, hex, extra, answer });
    if (answer === null || answer === 'inconclusive') {
      this.#blocks.set(hash, { height: this.#blocks.get(previous)!.height + 1, previous });
    }
    if (answer === null) this.tip = hash;
    return (response, asked) => {
      result(answer)(response, asked);
      if (answer === null) this.answerPolls();
    };
  }

  #judge(block: Block, hash: string, previous: string): string | null {
    const parent = this.#blocks.get(previous);
    if (this.#blocks.has(hash)) return 'duplicate';
    if (parent === undefined) return 'prev-blk-not-found';
    if (BigInt(`0x${hash}`) > TARGET) return 'high-hash';
    if (block.bits !== BITS) return 'bad-diffbits';
    if (block.timestamp < this.minTime) return 'time-too-old';
    if (!block.checkTxRoots()) return 'bad-txnmrklroot';
    const script = block.transactions![0]!.ins[0]!.script;
    if (heightOf(script) !== parent.height + 1) return 'bad-cb-height';
    return previous === this.tip ? null : 'inconclusive';
  }

  #answer(response: http.ServerResponse, asked: Asked): void {
    // Kept here, over all restarts, and only here.
    this.asked.push(asked);
    this.#server.asked.length = 0;
    const method = nameOf(asked);
    const behaviour = this.#once.get(method)?.shift() ?? this.#always.get(method) ?? this.properly;
    behaviour(response, asked);
    this.look();
  }
}

/** Long polls are another method to a test. */
function nameOf({ method, params }: Asked): Method {
  const isPoll = method === 'getblocktemplate' && (params[0] as { longpollid?: string }).longpollid;
  return (isPoll ? 'longpoll' : method) as Method;
}

const METHODS: Readonly<Record<string, (node: RegtestNode, asked: Asked) => Behaviour>> = {
  getblockchaininfo: (node) => result(node.chainInfo()),
  getbestblockhash: (node) => result(node.tip),
  getblocktemplate: (node) => result(node.template()),
  longpoll: (node, { params }) => node.poll(params[0] as { longpollid: string }),
  submitblock: (node, { params }) => node.submit(params[0] as string, params[1]),
  getblockheader: (node, { params }) => node.header(params[0] as string),
  getblockhash: (node, { params }) => node.hashAt(params[0] as number),
};

/** BIP 34, read without the code that writes it. */
function heightOf(script: Uint8Array): number {
  const [length = 0] = script;
  if (length > 0x50) return length - 0x50;
  return Buffer.from(script).readUIntLE(1, length);
}

/** Never answers. */
export const silence: Behaviour = () => {};

/** Ends the connection without an answer. */
export const cut: Behaviour = (response) => void response.destroy();

/** Does what it should, and ends the connection before the answer is out. */
export function cutAfter(behaviour: Behaviour): Behaviour {
  return (response, asked) => {
    const unheard = { writeHead() {}, end() {}, on() {} } as unknown as http.ServerResponse;
    behaviour(unheard, asked);
    response.destroy();
  };
}

/** Half of an answer whose length was announced. */
export const half: Behaviour = (response, { id }) => {
  const body = JSON.stringify({ result: null, error: null, id });
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
};

/** How a node misbehaves that will be well again, by name: each with a word of the line that tells of it. */
export const PASSING: Readonly<Record<string, readonly [Behaviour, RegExp]>> = {
  'cuts the connection': [cut, /closed/],
  'sends half a body': [half, /half an answer/],
  'sends half its JSON': [raw(200, 'application/json', '{"result":'), /does not parse/],
  'answers 503': [raw(503, 'text/plain', 'Work queue depth exceeded'), /503.*Work queue/],
  'answers 502': [raw(502, 'text/html', '<html>Bad Gateway</html>'), /502.*proxy/],
  'is warming up': [rpcError(-28, 'Loading block index…'), /-28: Loading block index.*starting/],
  'has no peers': [rpcError(-9, 'Bitcoin is not connected!'), /-9.*peers/],
  'is downloading blocks': [rpcError(-10, 'in initial sync'), /-10.*downloading/],
};

/** What the user has to mend. */
export const LASTING: Readonly<Record<string, readonly [Behaviour, RegExp]>> = {
  'answers 401': [raw(401, 'text/plain', ''), /401/],
  'answers 403': [raw(403, 'text/plain', ''), /403.*rpcallowip/],
  'answers HTML': [raw(200, 'text/html', '<!doctype html><title>Router</title>'), /web page/],
};
