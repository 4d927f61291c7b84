import { MineWasmError } from '../../errors.js';

/**
 * Why a proof does not hold. A name never changes its meaning.
 *
 * - `proof`: it is no JSON, or a field is missing, of the wrong type or one too many.
 * - `version`: it is of a later version of the format.
 * - `reading`: its text is no reading.
 * - `transfer`: its text is a transfer that its sender did not sign.
 * - `session`: its first header does not follow the session's name.
 * - `header`: a header is none that a tick can have: its version, or bits that are no target.
 * - `work`: a header's hash is above the target of its bits.
 * - `link`: a header does not follow the one before.
 * - `place`: it has no header of the tick that it names.
 * - `reading-signature`: the device did not sign this text with this number and time for this session.
 * - `batch-path`: the reading's path does not lead to the payload.
 * - `tick-path`: the payload's path does not lead to the tick's merkle root, beside the device's key.
 * - `chain-signature`: the device did not sign the last header.
 * - `other-device`, `other-session`, `easy`: it holds, and is not what was asked for.
 */
export type ProofFault =
  | 'proof'
  | 'version'
  | 'reading'
  | 'transfer'
  | 'session'
  | 'header'
  | 'work'
  | 'link'
  | 'place'
  | 'reading-signature'
  | 'batch-path'
  | 'tick-path'
  | 'chain-signature'
  | 'other-device'
  | 'other-session'
  | 'easy';

/** A proof of a sealed reading that does not hold. */
export class ProofError extends MineWasmError {
  override readonly name = 'ProofError';
  readonly fault: ProofFault;

  /** @param message without its beginning: "Expected the proof …" */
  constructor(fault: ProofFault, message: string, options?: ErrorOptions) {
    super('ERR_INVALID_PROOF', `Expected the proof ${message}`, options);
    this.fault = fault;
  }
}
