import { describe, expect, test } from 'vitest';
import { sshFault } from '../../src/remote/ssh-fault.js';

// As OpenSSH 9.2 and 10.0 write them; ssh ends its lines with \r\n.
const CHANGED = `@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@\r
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\r
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!\r
Host key for [127.0.0.1]:5022 has changed and you have requested strict checking.\r
Host key verification failed.\r
`;

describe('255: ssh itself', () => {
  test.each([
    ['ssh: connect to host 127.0.0.1 port 5022: Connection refused\r\n', 'ERR_REMOTE_UNREACHABLE'],
    ['ssh: connect to host 10.0.0.1 port 22: Connection timed out\r\n', 'ERR_REMOTE_UNREACHABLE'],
    ['ssh: connect to host 10.0.0.1 port 22: No route to host\r\n', 'ERR_REMOTE_UNREACHABLE'],
    ['kex_exchange_identification: read: Connection reset by peer\r\n', 'ERR_REMOTE_UNREACHABLE'],
    ['Connection timed out during banner exchange\r\n', 'ERR_REMOTE_UNREACHABLE'],
    ['ssh: Could not resolve hostname pi: Name or service not known\r\n', 'ERR_REMOTE_UNKNOWN_HOST'],
    [
      'ssh: Could not resolve hostname pi: Temporary failure in name resolution\r\n',
      'ERR_REMOTE_UNKNOWN_HOST',
    ],
    [
      'No ED25519 host key is known for [127.0.0.1]:5022 and you have requested strict checking.\r\nHost key verification failed.\r\n',
      'ERR_REMOTE_HOST_KEY_UNKNOWN',
    ],
    [CHANGED, 'ERR_REMOTE_HOST_KEY_CHANGED'],
    ['pi@host: Permission denied (publickey,password).\r\n', 'ERR_REMOTE_AUTHENTICATION'],
    [
      'Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\r\n',
      'ERR_REMOTE_AUTHENTICATION',
    ],
    [
      '/x: line 1: Bad configuration option: nosuch\r\n/x: terminating, 1 bad configuration options\r\n',
      'ERR_REMOTE_SSH',
    ],
    ['', 'ERR_REMOTE_SSH'],
  ])('%j', (stderr, code) => {
    const { message, ...error } = sshFault(255, stderr);
    expect(error).toMatchObject({ code });
    const last = stderr.trim().split('\r\n').at(-1)!;
    expect(message).toContain(last === '' ? 'ssh ended with 255' : `(ssh: ${last})`);
    expect(message).toMatch(/^\P{Cc}+$/u);
  });
});

test("other exit codes are the login shell's", () => {
  expect(sshFault(127, 'sh: not found\n')).toMatchObject({ code: 'ERR_REMOTE_SHELL' });
  expect(sshFault(1, '')).toMatchObject({ code: 'ERR_REMOTE_SHELL' });
});

test("a host's words are quoted in one line, and not at length", () => {
  const { message } = sshFault(255, `\u001b[31m${'x'.repeat(5000)}`);
  expect(message.length).toBeLessThan(400);
  expect(message).toMatch(/^\P{Cc}+$/u);
});
