import { checkProof, type ProvenReading } from '../../clockchain/readings/check-proof.js';
import { ProofError } from '../../clockchain/readings/proof-error.js';
import { readProofFile } from '../../clockchain/readings/proof-file.js';
import { MOST_ZEROS, targetOfZeros } from '../../clockchain/tick/difficulty.js';
import { plainText } from '../../plain-text.js';
import { formatCount, formatHashes } from '../../quantities.js';
import { EXIT } from '../exit-codes.js';
import { FlagError, parseInteger } from '../flags.js';
import type { Output, OutputFlags } from '../output.js';
import { lowerCase } from './lower-case.js';

export interface CheckFlags extends OutputFlags {
  readonly device?: string;
  readonly session?: string;
  readonly difficulty?: string;
}

/** `mine-wasm clock check <proof>`: verifies it, offline. @returns the exit code */
export async function check(path: string, flags: CheckFlags, output: Output): Promise<number> {
  const { device, session, difficulty } = flags;
  if (device !== undefined && !/^[\da-f]{64}$/.test(device)) {
    throw new FlagError('--device', `expected 64 lower-case hex digits, got ${JSON.stringify(device)}`);
  }
  const easiest =
    difficulty === undefined
      ? undefined
      : targetOfZeros(parseInteger('--difficulty', difficulty, 0, MOST_ZEROS));
  const proof = await readProofFile(path).catch((error) => {
    if (!(error instanceof ProofError)) throw error;
    throw new FlagError('<proof>', lowerCase(error.message), error.code, { cause: error });
  });
  try {
    const proven = checkProof(proof, { device, session, easiest });
    if (output.isJson) await output.json({ type: 'check', valid: true, ...proven });
    else await output.result(describe(proven));
    return EXIT.found;
  } catch (error) {
    if (!(error instanceof ProofError)) throw error;
    const { fault, message } = error;
    if (output.isJson) await output.json({ type: 'check', valid: false, fault, message });
    else await output.result(`valid    no (${fault}): ${plainText(lowerCase(message))}`);
    return EXIT.notFound;
  }
}

function describe(proven: ProvenReading): string {
  const { text, number, time, device, session, tau, hash, later, work, transfer } = proven;
  const lines = [
    'valid    yes',
    `reading  ${plainText(text)}`,
    `number   ${number} of the device's readings`,
    `time     ${dateOf(time)}, by the device's clock`,
    `device   ${device}`,
    `session  ${plainText(session)}`,
    `tick     ${tau} of the device's chain, ${hash}; ${formatCount(later, 'later tick')}`,
    `work     ${formatHashes(work)} on average, from that tick on`,
  ];
  if (transfer !== undefined) {
    const { amount, fee, from, to } = transfer;
    lines.splice(
      2,
      0,
      `transfer ${amount}, fee ${fee}: verified that it was promised; no balance is checked`,
      `from     ${from}`,
      `to       ${to}${to === from ? ', itself' : ''}`,
    );
  }
  return lines.join('\n');
}

/** Any number of milliseconds can stand in a proof, and not all are dates. */
function dateOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? `${milliseconds} ms since 1970` : date.toISOString();
}
