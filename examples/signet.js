// Keeps a signet going whose blocks need no signature (challenge OP_TRUE), as Bitcoin Core's contrib/signet/miner does with its
// --grind-cmd: template, header, nonce, block; the next second where no nonce will do. Any other chain's templates do, too.
//   node examples/signet.js <address> [http://user:password@127.0.0.1:38332] [blocks]
import { fileURLToPath } from 'node:url';
import { BlockTemplate, buildBlock, grind, payoutScript } from 'mine-wasm';

/** @typedef {(method: string, ...params: unknown[]) => Promise<any>} Rpc */

/** A client of a node's JSON-RPC. @returns {Rpc} */
export function connect(/** @type {string} */ url) {
  const { origin, username, password } = new URL(url);
  const authorization = `Basic ${btoa(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`)}`;
  return async (method, ...params) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const body = JSON.stringify({ id: 1, method, params });
    const { result, error } = await (await fetch(origin, { method: 'POST', headers, body })).json();
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  };
}

/** Mines one block. */
export async function mineBlock(/** @type {Rpc} */ rpc, /** @type {Uint8Array} */ payout, solve = grind) {
  for (let earliest = 0; ; ) {
    const template = BlockTemplate.from(await rpc('getblocktemplate', { rules: ['segwit', 'signet'] }));
    const block = buildBlock({ template, payout, time: Math.max(template.time, earliest) });
    const solved = await solve(block.header.withNonce(0));
    if (solved === undefined) {
      earliest = block.header.time + 1; // none of the 2^32 nonces: another second makes another header
      continue;
    }
    const reason = await rpc('submitblock', block.toHex(solved));
    if (reason !== null) throw new Error(`The node does not take block ${template.height}: ${reason}`);
    return { height: template.height, hash: solved.hash() };
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [address = '', url = 'http://127.0.0.1:38332', blocks = 'Infinity'] = process.argv.slice(2);
  const rpc = connect(url);
  const { chain } = await rpc('getblockchaininfo');
  const payout = await payoutScript(address, chain);
  for (let mined = 0; mined < Number(blocks); mined++) {
    const { height, hash } = await mineBlock(rpc, payout);
    console.log(height, hash);
  }
}
