import { InputError } from '../../errors.js';
import type { Credentials } from './credentials.js';

/** Where a full node answers, and how to show it who is asking. */
export interface RpcOptions {
  /** The node's address, which may hold user and password. Default: `http://127.0.0.1:8332`, Core's on mainnet. */
  url?: string | URL | undefined;
  /** bcoin, whose API key is the password, takes any user. */
  user?: string | undefined;
  password?: string | undefined;
  /** The node's cookie file, `.cookie` in its data folder, instead of user and password. */
  cookieFile?: string | undefined;
  /** Seconds to wait for an answer where a call does not say it; default 30. */
  timeout?: number | undefined;
}

export interface RpcSettings {
  /** Without user and password. */
  readonly url: URL;
  readonly credentials: Credentials;
  readonly timeout: number;
}

const DEFAULT_URL = 'http://127.0.0.1:8332';
const DEFAULT_TIMEOUT = 30;

/** @throws InputError naming the option; never quoting what can hold a password */
export function readRpcOptions(options: RpcOptions): RpcSettings {
  const url = readUrl(options.url ?? DEFAULT_URL);
  const credentials = readCredentials(options, url);
  url.username = '';
  url.password = '';
  url.hash = '';
  return { url, credentials, timeout: checkTimeout(options.timeout ?? DEFAULT_TIMEOUT) };
}

/** @returns `timeout`, known to be a number of seconds above zero, or Infinity */
export function checkTimeout(timeout: unknown): number {
  if (typeof timeout === 'number' && timeout > 0) return timeout;
  throw new InputError('ERR_INVALID_OPTION', 'timeout', 'a number of seconds above 0, or Infinity', timeout);
}

function readUrl(input: unknown): URL {
  const text = input instanceof URL ? input.href : input;
  if (typeof text === 'string' && URL.canParse(text)) {
    const url = new URL(text);
    if ((url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '') return url;
  }
  const got = typeof text === 'string' ? `text of ${text.length} characters that is none` : typeof text;
  throw new InputError('ERR_INVALID_OPTION', 'url', 'a URL such as http://127.0.0.1:8332', got);
}

function readCredentials({ user, password, cookieFile }: RpcOptions, url: URL): Credentials {
  for (const [name, value] of Object.entries({ user, password, cookieFile })) {
    if (value !== undefined && typeof value !== 'string') {
      throw new InputError('ERR_INVALID_OPTION', name, 'a string', typeof value);
    }
  }
  const given = {
    user: user ?? (url.username === '' ? undefined : decode(url.username)),
    password: password ?? (url.password === '' ? undefined : decode(url.password)),
  };
  if (cookieFile !== undefined) {
    if (given.user !== undefined || given.password !== undefined) {
      const expected = 'left out where there is a user or password';
      throw new InputError('ERR_INVALID_OPTION', 'cookieFile', expected, cookieFile);
    }
    return { kind: 'cookie', file: cookieFile };
  }
  if (given.user === undefined && given.password === undefined) return { kind: 'none' };
  // HTTP's Basic scheme ends the user at the first colon (RFC 7617).
  const colon = given.user?.indexOf(':') ?? -1;
  if (colon !== -1) {
    // What follows it may be meant for a password.
    const got = `text whose character ${colon + 1} is one`;
    throw new InputError('ERR_INVALID_OPTION', 'user', 'without a colon', got);
  }
  return { kind: 'password', user: given.user ?? '', password: given.password ?? '' };
}

/** A stray `%` is taken as it stands. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
