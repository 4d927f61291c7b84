import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/errors.js';
import { parseRemoteHost, type RemoteHost } from '../../src/remote/remote-host.js';
import { sshArguments } from '../../src/remote/ssh-arguments.js';

describe('parseRemoteHost', () => {
  test.each<[string, Partial<RemoteHost>]>([
    ['raspberrypi', { name: 'raspberrypi' }],
    ['pi@raspberrypi.local:5022', { user: 'pi', name: 'raspberrypi.local', port: 5022 }],
    ['192.168.1.20:22', { name: '192.168.1.20', port: 22 }],
    ['[::1]', { name: '::1' }],
    ['pi@[fe80::1%eth0]:65535', { user: 'pi', name: 'fe80::1%eth0', port: 65_535 }],
    ['me@example.org@gateway', { user: 'me@example.org', name: 'gateway' }],
    ['DOMAIN\\user@host_1', { user: 'DOMAIN\\user', name: 'host_1' }],
  ])('%s', (label, parts) => {
    expect(parseRemoteHost(label)).toEqual({ label, ...parts });
  });

  test.each([
    ...[
      '',
      '-oProxyCommand=id',
      '-p',
      'pi@-host',
      '-pi@host',
      'pi@',
      '@host',
      'host:',
      'host:0',
      'host:65536',
    ],
    ...[
      'host:22:22',
      '::1',
      '[::1',
      '[host]',
      '[::1%$(id)]',
      'ho st',
      'host\n',
      'ssh://host',

      '$(id)',
      '`id`',
      'a;b',
    ],
    ...["pi'@host", 'ho$t', 'host/', 'höst'],
  ])('refuses %j', (label) => {
    expect(() => parseRemoteHost(label)).toThrow(
      expect.objectContaining({
        code: 'ERR_INVALID_OPTION',
        message: expect.stringContaining('[user@]host[:port]'),
      }),
    );
  });

  test('nothing that it lets through is an option to ssh, or means something to a shell', () => {
    const anything = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(-?\w{0,4}@)?-?[\w.:[\]%$`'" -]{1,12}(:\d{1,6})?$/),
    );
    fc.assert(
      fc.property(anything, (label) => {
        let host: RemoteHost;
        try {
          host = parseRemoteHost(label);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
          return;
        }
        const args = sshArguments(host, 'command');
        // The name is the last but one, after `--`; a user's is behind `-l`.
        expect(args.slice(-3)).toEqual(['--', host.name, 'command']);
        for (const part of [host.name, host.user ?? 'user']) {
          expect(part).toMatch(/^[^-\s]/);
          expect(part).not.toMatch(/[\s'"`$;&|<>(){}*?~#]/);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('sshArguments', () => {
  const host = parseRemoteHost('pi@host:5022');
  test('user, port, and never a question', () => {
    const args = sshArguments(host, 'true').join(' ');
    expect(args).toContain('-o BatchMode=yes');
    expect(args).toMatch(/-l pi -p 5022 -- host true$/);
  });

  test('with questions, and a configuration', () => {
    const args = sshArguments(host, 'true', { mayAsk: true, configFile: '/x/config' }).join(' ');
    expect(args).toContain('-o BatchMode=no');
    expect(args).toMatch(/^-T -F \/x\/config /);
  });
});
