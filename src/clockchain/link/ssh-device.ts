import { PassThrough } from 'node:stream';
import { hostText } from '../../remote/host-text.js';
import type { RemoteHost } from '../../remote/remote-host.js';
import { type RemoteEnd, RemoteProcess, type RemoteSettings } from '../../remote/remote-process.js';
import type { DeviceProcess } from './line-link.js';

/** Starts a device on another host: the portable file, by the system's ssh. */
export function startSshDevice(host: RemoteHost, settings: RemoteSettings): DeviceProcess {
  const output = new PassThrough();
  let lastWords = '';
  const remote = new RemoteProcess(host, settings, {
    what: 'the device',
    onEvent() {},
    onLine(stream, line) {
      if (stream === 'stdout') output.write(`${line}\n`);
      else lastWords = hostText(line);
    },
  });
  return {
    input: remote.input,
    output,
    ended: remote.ended.then((end) => {
      output.end();
      return describeEnd(end, lastWords);
    }),
    kill: () => remote.kill(),
  };
}

function describeEnd({ error, exit, lost }: RemoteEnd, lastWords: string): string | undefined {
  const fault = error ?? lost;
  if (fault !== undefined) return fault.message;
  if (exit === undefined || exit.code === 0) return undefined;
  const how =
    exit.signal === null ? `it ended with exit code ${exit.code}` : `it was killed by ${exit.signal}`;
  return lastWords === '' ? how : `${how}: ${lastWords}`;
}
