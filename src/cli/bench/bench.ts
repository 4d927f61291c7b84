import { InputError } from '../../errors.js';
import { type BenchmarkParts, benchmarkDevice } from '../../hashrate/benchmark/benchmark.js';
import type { BenchmarkEvent } from '../../hashrate/benchmark/benchmark-events.js';
import type { DeviceCard } from '../../hashrate/card/device-card.js';
import { commandPlatform } from '../command-platform.js';
import { EXIT } from '../exit-codes.js';
import { toFlagError } from '../flags.js';
import { toMaxTempFault } from '../max-temp.js';
import type { Output } from '../output.js';
import { Signals } from '../signals.js';
import { BENCH_FLAG_OF_OPTION, type BenchFlags, parseBenchFlags } from './bench-flags.js';
import { describeCard } from './bench-text.js';
import { createBenchView } from './bench-view.js';
import { CardFile } from './card-file.js';
import { CardSaver } from './card-saver.js';

/**
 * `mine-wasm bench`: measures this device and writes its card.
 * @param parts what a test puts in place of the device's
 * @returns the exit code
 */
export async function bench(flags: BenchFlags, output: Output, parts: BenchmarkParts = {}): Promise<number> {
  const options = parseBenchFlags(flags);
  // A program that reads the card from stdout needs no file.
  const file = output.isJson && flags.output === undefined ? undefined : await CardFile.open(flags.output);
  const saver = new CardSaver(file, (message) => output.note(message));
  const abort = new AbortController();
  const signals = new Signals(() => abort.abort());
  const view = await createBenchView(output);
  output.onClosed = () => abort.abort();
  if (flags.attached) onEndOfInput(() => abort.abort());
  let card: DeviceCard;
  try {
    const onEvent = (event: BenchmarkEvent) => {
      if (event.type === 'partial') saver.save(event.card);
      if (event.type !== 'partial' || flags.attached) view.tell(event);
    };
    const all = { platform: commandPlatform, ...parts };
    card = await benchmarkDevice({ ...options, signal: abort.signal, onEvent }, all);
  } catch (error) {
    // Of a device that computes wrongly nothing is worth keeping.
    await saver.discard();
    throw toBenchFault(error);
  } finally {
    view.stop();
    signals.dispose();
    process.stdin.unref?.();
  }
  const path = await saver.finish(card);
  if (output.isClosed) return EXIT.stdoutClosed;
  await output.result(output.isJson ? JSON.stringify(card) : describeCard(card));
  if (path !== undefined) {
    output.note(`Its card is in ${path}; compare cards by: mine-wasm bench compare <cards>`);
  } else if (file !== undefined && !output.isJson) {
    // What an hour's run has measured is not lost with a full disk.
    await output.json(card);
  }
  if (file !== undefined && path === undefined) return EXIT.internalFault;
  return signals.exitCode ?? (card.isComplete ? EXIT.found : EXIT.internalFault);
}

/** Whoever started it from afar keeps its stdin open; the end of it means that the link is cut. */
function onEndOfInput(stop: () => void): void {
  process.stdin.on('end', stop).on('error', stop).resume();
}

/** Says in the words of the command line what was found wrong with its flags. */
function toBenchFault(error: unknown): unknown {
  return error instanceof InputError ? toFlagError(error, BENCH_FLAG_OF_OPTION) : toMaxTempFault(error);
}
