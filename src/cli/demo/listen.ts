import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { FlagError } from '../flags.js';

/** The port that is tried first: block 277316, without a meaning to others. */
const FIRST_PORT = 7316;
/** How many from there on. */
const TRIES = 20;

/**
 * Has a server listen.
 * @param port default: the first free one from 7316 on
 * @returns the addresses to open: more than one when the host means every address of this machine
 * @throws FlagError when the port is taken or forbidden, or the host is none of this machine's
 */
export async function listen(server: Server, host: string, port?: number): Promise<string[]> {
  const ports = port === undefined ? Array.from({ length: TRIES }, (_, at) => FIRST_PORT + at) : [port];
  for (const candidate of ports) {
    server.listen(candidate, host);
    try {
      await once(server, 'listening');
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === 'EADDRINUSE' && candidate !== ports.at(-1)) continue;
      throw refuse(code, host, port, cause);
    }
    const { address, port: actual } = server.address() as AddressInfo;
    return reachableAt(address, networkInterfaces()).map(
      (name) => `http://${name.includes(':') ? `[${name}]` : name}:${actual}/`,
    );
  }
  throw new Error('Expected a port to try');
}

/**
 * The addresses at which a listener is found, this machine's own loopback first. One that means every address, 0.0.0.0 or ::, is nothing to open
 * elsewhere. Link-local IPv6 addresses are left out: browsers take none.
 * @param address what it listens at
 */
export function reachableAt(
  address: string,
  interfaces: NodeJS.Dict<readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[]>,
): string[] {
  if (address !== '0.0.0.0' && address !== '::') return [address];
  const others = Object.values(interfaces)
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && (family === 'IPv4' || address === '::'))
    .map((one) => one.address)
    .filter((one) => !/^fe[89ab]/i.test(one));
  return [address === '::' ? '::1' : '127.0.0.1', ...new Set(others)];
}

function refuse(code: string | undefined, host: string, port: number | undefined, cause: unknown): FlagError {
  const options = { cause };
  if (code === 'EADDRINUSE') {
    const taken = port ?? `${FIRST_PORT} to ${FIRST_PORT + TRIES - 1}`;
    return new FlagError(
      '--port',
      `expected a free port, got ${taken}, in use`,
      'ERR_INVALID_OPTION',
      options,
    );
  }
  if (code === 'EACCES') {
    return new FlagError(
      '--port',
      `expected a port that this user may use, got ${port}`,
      'ERR_INVALID_OPTION',
      options,
    );
  }
  const got = `${JSON.stringify(host)} (${code})`;
  return new FlagError(
    '--host',
    `expected an address of this machine, got ${got}`,
    'ERR_INVALID_OPTION',
    options,
  );
}
