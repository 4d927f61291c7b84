import { DeviceKey } from '../../clockchain/device/device-key.js';
import { linesOf } from '../../clockchain/readings/lines.js';
import type { ReadingError } from '../../clockchain/readings/reading-error.js';
import { type SealEvent, Sealer } from '../../clockchain/readings/sealer.js';
import { EngineMiner } from '../../engine/miner.js';
import { makeFolder } from '../../node/durable-file.js';
import { formatCount } from '../../quantities.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { FlagError } from '../flags.js';
import { type Output, StdoutClosed } from '../output.js';
import { Signals } from '../signals.js';
import { parseBroker } from './broker-flags.js';
import { toFileFault } from './file-fault.js';
import { lowerCase } from './lower-case.js';
import { parseSealFlags, type SealFlags } from './seal-flags.js';
import { describeOrigin, describeResult, describeSummary, type Origin, toJson } from './seal-text.js';
import { TopicSource } from './topic-source.js';

/**
 * `mine-wasm clock seal`: takes readings from stdin, or from a topic, into the device's chain. A signal, or the end of stdin, has it seal
 * what it has taken.
 * @returns the exit code
 */
export async function seal(flags: SealFlags, output: Output): Promise<number> {
  const { files, threads, topic, ...options } = parseSealFlags(flags);
  const broker = await parseBroker(flags);
  const source =
    broker === undefined || topic === undefined
      ? undefined
      : new TopicSource({ broker, topic, onRefused: (...refused) => tellRefused(...refused, output) });
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  output.onClosed = () => abort.abort();
  try {
    await makeFolder(files.dir).catch((cause) => {
      throw new FlagError('--dir', `expected a folder, got ${files.dir} (${cause.message})`, undefined, {
        cause,
      });
    });
    const key = await DeviceKey.open(files.key).catch((error) => {
      throw toFileFault(error);
    });
    const miner = await EngineMiner.create(commandPlatform, { threads });
    try {
      const { chain, journal, session } = files;
      const { onReading } = source ?? {};
      const sealing = Sealer.open({ ...options, session, key, chain, journal, miner, onReading });
      const sealer = await sealing.catch((error) => {
        throw toFileFault(error);
      });
      try {
        tellStart(sealer, key.id, output);
        await source?.open(key.publicKey, session, (isConnected, reason) =>
          tellConnection(isConnected, reason, output),
        );
        abort.signal.addEventListener('abort', () => {
          if (signals.exitCode !== undefined) tellStop(sealer, output);
        });
        const taken = await sealer.run(source?.lines() ?? linesOf(process.stdin), {
          signal: abort.signal,
          onEvent: (event) => tell(event, source?.settle(event) ?? lineOf(event), output),
        });
        const summary = source?.complete(taken) ?? taken;
        if (output.isClosed) return EXIT.stdoutClosed;
        if (output.isJson) output.event({ type: 'end', ...summary });
        else output.note(describeSummary(summary));
        // A topic has no end of its own: a signal is how it is meant to end.
        if (source !== undefined) return EXIT.found;
        return signals.exitCode ?? (summary.refused > 0 ? EXIT.notFound : EXIT.found);
      } finally {
        await source?.close();
        await sealer.close();
      }
    } finally {
      await miner.close();
    }
  } finally {
    signals.dispose();
    // Somebody may still hold its other end.
    process.stdin.destroy();
  }
}

function tellStart(sealer: Sealer, device: string, output: Output): void {
  const { readings, unsealed, ticks, recovered, torn } = sealer;
  if (output.isJson) output.event({ type: 'start', device, readings, unsealed, ticks });
  else {
    const left = unsealed === 0 ? '' : `, ${unsealed} of them to be sealed`;
    output.note(
      `Device ${device}: ${formatCount(readings, 'reading')}${left}, ${formatCount(ticks, 'tick')}`,
    );
  }
  for (const { path, torn: end } of torn) {
    output.note(`${path}: ${formatCount(end.bytes, 'byte')} of an unfinished write were cut off`);
  }
  if (recovered !== undefined) output.note(`Tick ${recovered.tau} of an earlier run had sealed its batch`);
}

function tellConnection(isConnected: boolean, reason: string | undefined, output: Output): void {
  const why = reason === undefined ? '' : ` (${reason})`;
  if (output.isJson) output.event({ type: isConnected ? 'connected' : 'disconnected', reason });
  else if (isConnected) output.note('The broker is back');
  else output.note(`The broker is gone${why}; it is tried again every second`);
}

/** After the first signal: a batch may take minutes. */
function tellStop({ unsealed }: Sealer, output: Output): void {
  if (unsealed === 0) return;
  output.note(`Sealing ${formatCount(unsealed, 'reading')}; Ctrl-C again leaves them to the next run`);
}

function lineOf(event: SealEvent): Origin | undefined {
  return event.type === 'sealed' ? undefined : { line: event.line };
}

/** Whoever closed stdout is told by Output.onClosed; what was taken is sealed nevertheless. */
async function tell(event: SealEvent, origin: Origin | undefined, output: Output): Promise<void> {
  if (event.type === 'refused') return tellRefused(event.error, origin!, output);
  if (output.isClosed) return;
  try {
    await output.result(
      output.isJson ? JSON.stringify(toJson(event, origin)) : describeResult(event, origin),
    );
  } catch (error) {
    if (!(error instanceof StdoutClosed)) throw error;
  }
}

function tellRefused({ code, message }: ReadingError, origin: Origin, output: Output): void {
  output.error(code, lowerCase(message), describeOrigin(origin));
}
