import { open } from 'node:fs/promises';
import type { CallContext } from './node-error.js';

/** How a client shows who it is. A node started with user and password wants those; else it writes a cookie file. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  | { readonly kind: 'cookie'; readonly file: string };

/** Core's cookie has 75 bytes, `__cookie__:` and 64 hex digits. */
const LONGEST_COOKIE = 1024;

/**
 * The value of the header `authorization`, read anew for each call: a node that is started again has a new cookie.
 * @throws NodeError for a cookie file that is missing (temporary: the node writes it when it starts) or useless
 */
export async function authorization(
  credentials: Credentials,
  context: CallContext,
): Promise<string | undefined> {
  if (credentials.kind === 'none') return undefined;
  const pair =
    credentials.kind === 'password'
      ? `${credentials.user}:${credentials.password}`
      : await readCookie(credentials.file, context);
  const password = pair.slice(pair.indexOf(':') + 1);
  const token = Buffer.from(pair).toString('base64');
  context.hide(password, encodeURIComponent(password), token);
  return `Basic ${token}`;
}

async function readCookie(path: string, context: CallContext): Promise<string> {
  let cookie: string;
  try {
    cookie = (await readStart(path, LONGEST_COOKIE + 1)).trim();
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    if (missing) {
      const got = `no cookie file at ${path}: is the node running, and is this its folder?`;
      throw context.error('ERR_NODE_UNREACHABLE', got, { temporary: true, cause });
    }
    const got = `a cookie file that can't be read: ${(cause as Error).message}`;
    throw context.error('ERR_NODE_AUTHENTICATION', got, { temporary: false, cause });
  }
  if (!cookie.includes(':') || /\s/.test(cookie) || cookie.length > LONGEST_COOKIE) {
    const got = `a cookie file without user:password in it: ${path}`;
    // Older nodes write it in place: while they start, it can be empty.
    throw context.error('ERR_NODE_AUTHENTICATION', got, { temporary: cookie === '' });
  }
  return cookie;
}

/** No more than `length` bytes: any file can be named here, also one without end. */
async function readStart(path: string, length: number): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** What to say of a refusal, by what was shown. */
export function refusal(credentials: Credentials): string {
  switch (credentials.kind) {
    case 'none':
      return 'it wants a user and password, or the cookie of its cookie file';
    case 'password':
      return 'wrong user or password';
    case 'cookie':
      return `the cookie in ${credentials.file} is not this node's`;
  }
}
