import type { RpcOptions } from '../../../../src/node/rpc/rpc-options.js';
import { type Running, start } from '../../../cli/command.js';

/** Starts `mine-wasm solo` on a node, as a user would. */
export function startSolo(rpc: RpcOptions, flags: readonly string[]): Running {
  const { url, user, password, cookieFile } = rpc;
  const login =
    cookieFile === undefined ? ['--user', `${user}`, '--password', `${password}`] : ['--cookie', cookieFile];
  return start(['solo', '--url', `${url}`, ...login, ...flags]);
}

/** A block that the command says was accepted. */
export interface Line {
  readonly height: number;
  readonly hash: string;
}

/**
 * What the command has on stdout, a line for each accepted block, lowest first: the node's answer about one block can
 * come after the next is found, and accepted.
 */
export function acceptedBlocks(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, height, hash] = /^(\d+) ([0-9a-f]{64})$/.exec(line) ?? [];
      if (hash === undefined) throw new Error(`Expected a height and a hash, got ${line}`);
      return { height: Number(height), hash };
    })
    .sort((a, b) => a.height - b.height);
}
