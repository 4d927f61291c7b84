import { isIPv6 } from 'node:net';
import { InputError } from '../errors.js';

/** Where to connect to, as ssh takes it. */
export interface RemoteHost {
  /** As it was typed. */
  readonly label: string;
  readonly user?: string | undefined;
  /** A host's name, an address (IPv6 without brackets), or an alias of ssh's configuration. */
  readonly name: string;
  readonly port?: number | undefined;
}

// No leading `-`, which ssh would take for an option, and nothing that a shell reads: the user's ssh configuration may hand
// both on to one (ProxyCommand with %h and %r).
const USER = /^[\w.][\w.+@\\-]*$/;
const NAME = /^\w[\w.+-]*$/;
const ZONE = /%\w[\w.-]*$/;

/**
 * Reads `[user@]host[:port]`; an IPv6 address stands in brackets.
 * @throws InputError `ERR_INVALID_OPTION`
 */
export function parseRemoteHost(label: string): RemoteHost {
  const [, user, brackets, plain, port] =
    /^(?:(.*)@)?(?:\[(.*)\]|([^:[\]]*))(?::(\d{1,5}))?$/s.exec(label) ?? [];
  const name = brackets ?? plain ?? '';
  const isName = brackets === undefined ? NAME.test(name) : isIPv6(name.replace(ZONE, ''));
  const number = port === undefined ? undefined : Number(port);
  const isPort = number === undefined || (number >= 1 && number <= 65_535);
  if (!isName || !isPort || (user !== undefined && !USER.test(user))) {
    throw new InputError(
      'ERR_INVALID_OPTION',
      'host',
      '[user@]host[:port], an IPv6 address in brackets, as pi@raspberrypi:5022',
      label,
    );
  }
  return { label, name, ...(user !== undefined && { user }), ...(number !== undefined && { port: number }) };
}
