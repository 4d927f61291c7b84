/** What an error number of the node's RPC means for a miner. */
export interface RpcCodeMeaning {
  /** Said after the node's own words, where those leave open what it is about. */
  readonly hint: string | undefined;
  /** Whether the same call may succeed later. */
  readonly temporary: boolean;
}

const LATER = true;
const NEVER = false;

/** Bitcoin Core's src/rpc/protocol.h; bcoin has the same numbers. */
const MEANINGS: Readonly<Record<number, readonly [temporary: boolean, hint?: string]>> = {
  [-3]: [NEVER, 'a parameter has the wrong type'],
  [-5]: [NEVER],
  [-7]: [LATER, 'the node is out of memory'],
  [-8]: [NEVER, 'a parameter is wrong or missing'],
  [-9]: [LATER, 'the node has no peers yet'],
  [-10]: [LATER, 'the node is still downloading blocks'],
  [-20]: [LATER, 'the node has trouble with its database'],
  [-22]: [NEVER],
  [-28]: [LATER, 'the node is still starting'],
  [-32601]: [NEVER, 'is it a full node that can mine?'],
  [-32603]: [LATER, 'a fault inside the node'],
};

/** @returns what to make of an error number; unknown ones are not worth another try */
export function rpcCodeMeaning(code: number): RpcCodeMeaning {
  const [temporary, hint] = MEANINGS[code] ?? [NEVER];
  return { temporary, hint };
}

/** The node can't decode what it was sent. */
export const RPC_DECODE_FAILED = -22;
/** Core's answer for a block that it does not know. */
export const RPC_NOT_FOUND = -5;
/** A parameter outside its range, such as a height above the tip. */
export const RPC_INVALID_PARAMETER = -8;
/** bcoin's answer for a block that it does not know, and for much else. */
export const RPC_MISC = -1;
