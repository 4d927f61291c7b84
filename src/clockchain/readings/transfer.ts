/**
 * A transfer, [S(amount, to-public-key), from-public-key]: a reading that says who promises how much to whom, signed by who promises.
 *
 *     {"type":"mine-wasm-transfer","amount":5,"fee":1,"to":"<64 hex>","from":"<64 hex>","signature":"<128 hex>"}
 *
 * S is Ed25519 by `from` over SHA256d of "mine-wasm/transfer/1" and a zero byte | amount u64 | fee u64 | to 32, little-endian. Paying
 * oneself is allowed. Nobody keeps accounts: a transfer that is sealed was promised, which does not say that there was anything to
 * give, or that the same promise is not sealed elsewhere.
 */
import * as v from 'valibot';
import { bytesToHex, hexToBytes } from '../../bitcoin/bytes.js';
import { sha256d } from '../../bitcoin/sha256d.js';
import { describe, InputError } from '../../errors.js';
import { type DeviceKey, verifySignature } from '../device/device-key.js';
import { ReadingError } from './reading-error.js';

export const TRANSFER_TYPE = 'mine-wasm-transfer';

/** Public keys are raw Ed25519, as 64 lower-case hex digits. */
export interface Transfer {
  /** In whatever unit the parties mean: 1 … 2^53 − 1. */
  readonly amount: number;
  /** For whoever seals it: 0 … 2^53 − 1. */
  readonly fee: number;
  readonly to: string;
  readonly from: string;
}

const Key = v.pipe(v.string(), v.regex(/^[\da-f]{64}$/));
const Amount = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Fee = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TransferSchema = v.strictObject({
  type: v.literal(TRANSFER_TYPE),
  amount: Amount,
  fee: Fee,
  to: Key,
  from: Key,
  signature: v.pipe(v.string(), v.regex(/^[\da-f]{128}$/)),
});

const DOMAIN = new TextEncoder().encode('mine-wasm/transfer/1\0');

/**
 * A transfer as the line of a reading, signed by who promises.
 * @param terms `fee` is 0 by default
 * @throws InputError (`ERR_INVALID_OPTION`)
 */
export function signTransfer(
  key: DeviceKey,
  terms: { readonly amount: number; readonly fee?: number; readonly to: string },
): string {
  const { amount, fee = 0, to } = terms;
  const expect = (schema: v.GenericSchema, option: string, expected: string, value: unknown) => {
    if (!v.is(schema, value)) throw new InputError('ERR_INVALID_OPTION', option, expected, value);
  };
  expect(Amount, 'amount', 'an integer from 1 to 2^53 − 1', amount);
  expect(Fee, 'fee', 'an integer from 0 to 2^53 − 1', fee);
  expect(Key, 'to', 'a public key of 64 lower-case hex digits', to);
  const signature = bytesToHex(key.sign(digestOf({ amount, fee, to })));
  return JSON.stringify({ type: TRANSFER_TYPE, amount, fee, to, from: key.id, signature });
}

/** Whether what a reading says is meant to be a transfer. */
export function isTransfer(reading: Readonly<Record<string, unknown>>): boolean {
  return reading.type === TRANSFER_TYPE;
}

/**
 * Verifies a transfer.
 * @param reading what its line says
 * @throws ReadingError (`ERR_INVALID_READING`) naming the field, or when `from` did not sign it
 */
export function readTransfer(reading: Readonly<Record<string, unknown>>): Transfer {
  const result = v.safeParse(TransferSchema, reading, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const field = v.getDotPath(issue) ?? 'it';
    throw new ReadingError(
      `to be a transfer with \`${field}\` ${issue.expected ?? 'in form'}, got ${describe(issue.input)}`,
    );
  }
  const { amount, fee, to, from, signature } = result.output;
  if (!verifySignature(hexToBytes(from), digestOf({ amount, fee, to }), hexToBytes(signature))) {
    throw new ReadingError(`to be a transfer signed by ${from}, got another signature`);
  }
  return { amount, fee, to, from };
}

function digestOf({ amount, fee, to }: Omit<Transfer, 'from'>): Uint8Array {
  const numbers = new Uint8Array(16);
  const view = new DataView(numbers.buffer);
  view.setBigUint64(0, BigInt(amount), true);
  view.setBigUint64(8, BigInt(fee), true);
  return sha256d(Uint8Array.from(Buffer.concat([DOMAIN, numbers, hexToBytes(to)])));
}
