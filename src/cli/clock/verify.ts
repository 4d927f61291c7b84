import type { ChainVerdict } from '../../clockchain/chain/chain-verdict.js';
import { verifyChains } from '../../clockchain/chain/verify-chains.js';
import { SESSION_MODES } from '../../clockchain/session/session-log.js';
import { formatBytes, formatCount } from '../../quantities.js';
import { type Bar, createBar, fitParts } from '../bar.js';
import { EXIT } from '../exit-codes.js';
import { parseChoice, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';

export interface VerifyFlags extends OutputFlags {
  readonly session?: string;
  readonly mode?: string;
  readonly threads?: string;
}

/** `mine-wasm clock verify <files…>`: whether a session's chains hold. @returns the exit code */
export async function verify(files: readonly string[], flags: VerifyFlags, output: Output): Promise<number> {
  const mode = flags.mode === undefined ? undefined : parseChoice('--mode', flags.mode, SESSION_MODES);
  const threads = flags.threads === undefined ? undefined : parseInteger('--threads', flags.threads, 0, 256);
  const bar: Bar | undefined = output.isInteractive ? await createBar(output) : undefined;
  let verdicts: ChainVerdict[];
  try {
    verdicts = await verifyChains(files, {
      session: flags.session,
      rules: { rounds: mode === undefined ? undefined : mode === 'rounds' },
      threads,
      onProgress: ({ ticks, bytes, totalBytes }) =>
        bar?.update(totalBytes === 0 ? 1 : bytes / totalBytes, (columns) =>
          fitParts(columns, [
            formatCount(ticks, 'tick'),
            `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
          ]),
        ),
    });
  } finally {
    bar?.stop();
  }
  for (const verdict of verdicts) {
    await output.result(output.isJson ? JSON.stringify({ type: 'chain', ...verdict }) : describe(verdict));
  }
  return verdicts.every(({ fault }) => fault === undefined) ? EXIT.found : EXIT.notFound;
}

function describe({ path, session, device, ticks, lamport, tip, fault, torn }: ChainVerdict): string {
  const chain =
    device === undefined ? '' : `session ${JSON.stringify(session)}, device ${device.slice(0, 16)}…, `;
  const held = `${chain}${formatCount(ticks, 'tick')}${tip === undefined ? '' : `, L ${lamport}, tip ${tip}`}`;
  if (fault !== undefined) {
    const place = fault.record === undefined ? '' : ` in record ${fault.record} at byte ${fault.offset}`;
    return `${path}: NOT VALID (${fault.name}${place}) after ${held}: ${fault.message}`;
  }
  const end =
    torn === undefined ? '' : `; behind it ${formatCount(torn.bytes, 'byte')} of an unfinished tick`;
  return `${path}: valid: ${held}${end}`;
}
