/**
 * A full node as far as templates and long polls go, in a process of its own, forked. To each message { transactions } it moves to
 * another tip, answers the long poll with a template of so many transactions that no template had before, and reports
 * { answered }: when it began to send the answer, in nanoseconds of process.hrtime.
 */
import { randomBytes } from 'node:crypto';
import http from 'node:http';

/** Bytes of a common transaction, without witness. */
const SIZE = 380;

let tip = newTip();
let height = 1;
/** @type {((transactions: number) => void) | undefined} */
let answerPoll;

const server = http.createServer(async (request, response) => {
  let body = '';
  for await (const part of request) body += part;
  const { id, params } = JSON.parse(body);
  const { longpollid } = params[0];
  const answer = (transactions = 0) => {
    const result = template(transactions);
    const text = JSON.stringify({ result, error: null, id });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    process.send?.({ answered: String(process.hrtime.bigint()) });
    response.end(text);
  };
  if (longpollid === undefined || longpollid !== tip) return answer();
  answerPoll = answer;
  process.send?.({ polled: true });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});

process.on('message', (/** @type {{ transactions: number }} */ { transactions }) => {
  tip = newTip();
  height++;
  const answer = answerPoll;
  answerPoll = undefined;
  answer?.(transactions);
});
process.on('disconnect', () => process.exit());

function newTip() {
  return randomBytes(32).toString('hex');
}

/** @param {number} transactions */
function template(transactions) {
  return {
    version: 0x20000000,
    rules: ['csv', '!segwit', 'taproot'],
    previousblockhash: tip,
    transactions: Array.from({ length: transactions }, transaction),
    coinbaseaux: {},
    coinbasevalue: 5_000_000_000,
    longpollid: tip,
    mintime: 1_296_688_603,
    mutable: ['time', 'transactions', 'prevblock'],
    curtime: Math.floor(Date.now() / 1000),
    // Difficulty 2^48: nothing is found.
    bits: '1700ffff',
    height,
  };
}

/** One input, one output, whose script makes it as large as it is to be. */
function transaction() {
  const [input, script] = [randomBytes(36), randomBytes(SIZE - 63)];
  const length = Buffer.alloc(2);
  length.writeUInt16LE(script.length);
  const data = [
    ...['02000000', '01', input.toString('hex'), '00', 'ffffffff', '01', 'e803000000000000'],
    ...['fd', length.toString('hex'), script.toString('hex'), '00000000'],
  ];
  return { data: data.join('') };
}
