import { hostText } from './host-text.js';
import { RemoteError, type RemoteErrorCode } from './remote-error.js';

/** What ssh says on stderr, what it means, and what to do about it. The first that fits counts. */
const FAULTS: readonly (readonly [says: RegExp, code: RemoteErrorCode, means: string])[] = [
  [
    /HOST IDENTIFICATION HAS CHANGED/,
    'ERR_REMOTE_HOST_KEY_CHANGED',
    'the host has another key than the one in known_hosts: it was set up anew, or it is another machine. If you know which, remove the old key with `ssh-keygen -R`',
  ],
  [
    /Host key verification failed|host key is known for/,
    'ERR_REMOTE_HOST_KEY_UNKNOWN',
    "the host's key is not in known_hosts: connect once by `ssh` and compare it, or use --ask",
  ],
  [/Could not resolve hostname/, 'ERR_REMOTE_UNKNOWN_HOST', "the host's name is not known"],
  [
    /Permission denied|Too many authentication failures|No supported authentication methods/,
    'ERR_REMOTE_AUTHENTICATION',
    'the host refuses the user, or each of the keys: install one with `ssh-copy-id`, or use --ask to type a password or passphrase',
  ],
  [
    /refused|timed out|No route to host|unreachable|Connection (reset|closed)|kex_exchange_identification|banner exchange/i,
    'ERR_REMOTE_UNREACHABLE',
    'no ssh server answers there: is the host on, and is this its address and port?',
  ],
];

/**
 * Says why ssh never got as far as the command.
 * @param stderr all that ssh wrote there
 */
export function sshFault(exitCode: number | null, stderr: string): RemoteError {
  const last = lastLine(stderr);
  const said = last === '' ? `ssh ended with ${exitCode ?? 'a signal'} and no word` : `ssh: ${last}`;
  // A shell's own: not found, not executable. 1 is what Windows' shell makes of the command.
  if (exitCode !== 255 && exitCode !== null) {
    return new RemoteError('ERR_REMOTE_SHELL', `the host has no POSIX shell that runs the command (${said})`);
  }
  const fault = FAULTS.find(([says]) => says.test(stderr));
  if (fault === undefined) return new RemoteError('ERR_REMOTE_SSH', `ssh failed (${said})`);
  const [, code, means] = fault;
  return new RemoteError(code, `${means} (${said})`);
}

/** ssh's last words. */
export function lastLine(stderr: string): string {
  return hostText(
    stderr
      .trimEnd()
      .split(/[\r\n]+/)
      .at(-1) ?? '',
  );
}
