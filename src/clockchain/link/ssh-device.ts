import { PassThrough } from 'node:stream';
import { hostText } from '../../remote/host-text.js';
import type { RemoteHost } from '../../remote/remote-host.js';
import { type RemoteEnd, RemoteProcess, type RemoteSettings } from '../../remote/remote-process.js';
import type { DeviceProcess } from './line-link.js';
import { LineWriter } from './line-writer.js';
import { LONGEST_LINE } from './wire.js';

/** A line of the protocol within one of the agent: JSON in JSON, where each quote takes two characters. */
const LONGEST_AGENT_LINE = 2 * LONGEST_LINE + 1024;

/** Starts a device on another host: the portable file, by the system's ssh. */
export function startSshDevice(host: RemoteHost, settings: RemoteSettings): DeviceProcess {
  const output = new PassThrough();
  const writer = new LineWriter(output);
  let lastWords = '';
  const remote = new RemoteProcess(
    host,
    { ...settings, longestLine: LONGEST_AGENT_LINE },
    {
      what: 'the device',
      onEvent() {},
      onLine(stream, line) {
        if (stream === 'stdout') return writer.write(line);
        lastWords = hostText(line);
        return undefined;
      },
    },
  );
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
