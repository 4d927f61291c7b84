import { readFile } from 'node:fs/promises';
import { type BrokerSettings, parseBrokerUrl } from '../../clockchain/link/broker.js';
import { InputError } from '../../errors.js';
import { FlagError, toFlagError } from '../flags.js';

/** A password on a command line can be read by every user of the machine. */
export const BROKER_PASSWORD = 'MINE_WASM_BROKER_PASSWORD';

/** How a broker is reached, as it was typed. */
export interface BrokerFlags {
  readonly broker?: string;
  readonly brokerUser?: string;
  readonly brokerPasswordFile?: string;
  readonly brokerCa?: string;
}

/** Bytes: a bundle of all certificates that Debian trusts has some 220,000. */
const LONGEST_CA = 4 << 20;
const LONGEST_PASSWORD = 65_535;

/** @returns undefined without `--broker` @throws FlagError */
export async function parseBroker(
  flags: BrokerFlags,
  env: NodeJS.ProcessEnv = process.env,
): Promise<BrokerSettings | undefined> {
  const { broker: url, brokerUser, brokerPasswordFile, brokerCa } = flags;
  if (url === undefined) {
    const [flag] = [
      brokerUser !== undefined && '--broker-user',
      brokerPasswordFile !== undefined && '--broker-password-file',
      brokerCa !== undefined && '--broker-ca',
    ].filter((name) => name !== false);
    if (flag !== undefined) throw new FlagError(flag, 'expected --broker with it, got none');
    return undefined;
  }
  const { protocol, username } = parseUrl(url);
  if (brokerCa !== undefined && protocol !== 'mqtts:')
    throw new FlagError('--broker-ca', `expected --broker mqtts://…, got ${protocol}//…`);
  const user = brokerUser ?? (username === '' ? undefined : decodeURIComponent(username));
  const password =
    brokerPasswordFile === undefined
      ? env[BROKER_PASSWORD]
      : (await read('--broker-password-file', brokerPasswordFile, LONGEST_PASSWORD)).replace(/\r?\n$/, '');
  // MQTT 3.1.1 has no password without a user (3.1.2.9).
  if (brokerPasswordFile !== undefined && user === undefined)
    throw new FlagError('--broker-password-file', 'expected --broker-user with it, got none');
  const ca = brokerCa === undefined ? undefined : await read('--broker-ca', brokerCa, LONGEST_CA);
  if (ca !== undefined && !ca.includes('-----BEGIN CERTIFICATE-----'))
    throw new FlagError(
      '--broker-ca',
      `expected certificates in PEM, got none in ${JSON.stringify(brokerCa)}`,
    );
  return { url, user, password: user === undefined ? undefined : password, ca };
}

function parseUrl(url: string): URL {
  try {
    return parseBrokerUrl(url);
  } catch (error) {
    throw error instanceof InputError ? toFlagError(error, { broker: '--broker' }) : error;
  }
}

async function read(flag: string, path: string, longest: number): Promise<string> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new FlagError(
      flag,
      `expected a file that can be read, got ${JSON.stringify(path)} (${code ?? message})`,
    );
  }
  if (bytes.length > longest)
    throw new FlagError(flag, `expected a file of at most ${longest} bytes, got ${bytes.length}`);
  return bytes.toString();
}
