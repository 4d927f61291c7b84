import type { RemoteHost } from './remote-host.js';

export interface SshSettings {
  /** Whether ssh may ask on the terminal, for a password, a passphrase or about a host's key. */
  readonly mayAsk?: boolean | undefined;
  /** Its configuration file, in place of the user's and the system's. */
  readonly configFile?: string | undefined;
}

const OPTIONS = {
  ConnectTimeout: '15',
  // A link that is dead for 15 s is noticed, in the middle of a run too.
  ServerAliveInterval: '5',
  ServerAliveCountMax: '3',
  // A connection that becomes the master of others would outlive the run, and hold its streams open.
  ControlMaster: 'no',
  ClearAllForwardings: 'yes',
  ForwardAgent: 'no',
  ForwardX11: 'no',
  PermitLocalCommand: 'no',
  RemoteCommand: 'none',
  // What ssh says of a failure is what the user is told.
  LogLevel: 'INFO',
};

/** ssh's arguments for one command on a host. Everything else is as the user has configured it. */
export function sshArguments(
  { user, name, port }: RemoteHost,
  command: string,
  { mayAsk = false, configFile }: SshSettings = {},
): string[] {
  const options = { BatchMode: mayAsk ? 'no' : 'yes', ...OPTIONS };
  return [
    '-T',
    ...(configFile === undefined ? [] : ['-F', configFile]),
    ...Object.entries(options).flatMap(([key, value]) => ['-o', `${key}=${value}`]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    name,
    command,
  ];
}
