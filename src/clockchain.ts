/**
 * Clockchains and sealed readings: `mine-wasm/clockchain`, for Node. An entry of its own, so that whoever only mines loads none of it.
 * Hashes in bytes are in internal order, in hex in display order, as block explorers show them; in proofs all hex is in internal order.
 * Public keys are raw Ed25519, 32 bytes, or their 64 lower-case hex digits. Times are in seconds unless they say otherwise.
 */
export type { FsyncPolicy } from './clockchain/chain/chain-file.js';
export { ChainLockedError } from './clockchain/chain/chain-lock.js';
export type { Offered, Refusal } from './clockchain/chain/chain-queue.js';
export type { ChainRules } from './clockchain/chain/chain-set.js';
export { ChainSet } from './clockchain/chain/chain-set.js';
export type { ChainedTick } from './clockchain/chain/chain-state.js';
export type { ChainFault, ChainVerdict } from './clockchain/chain/chain-verdict.js';
export type { KnownTick } from './clockchain/chain/known-ticks.js';
export type { VerifyOptions, VerifyProgress } from './clockchain/chain/verify-chains.js';
export { verifyChains } from './clockchain/chain/verify-chains.js';
export type { DeviceRequest, DeviceSettings, DeviceTick, RoundCall } from './clockchain/device/device.js';
export { Device } from './clockchain/device/device.js';
export { DeviceKey, DeviceKeyError, verifySignature } from './clockchain/device/device-key.js';
export type { TickSearch } from './clockchain/device/tick-miner.js';
export type { DeviceWindow, Drift } from './clockchain/drift.js';
export { driftOf } from './clockchain/drift.js';
export type { Pace } from './clockchain/expectations.js';
export { chancesToFinishFirst, expectedTries, roundFactor, variationOf } from './clockchain/expectations.js';
export type { ProofDemands, ProvenReading } from './clockchain/readings/check-proof.js';
export { checkProof } from './clockchain/readings/check-proof.js';
export type { ReadingRange, Seal } from './clockchain/readings/journal-format.js';
export type { ProofRequest } from './clockchain/readings/make-proof.js';
export { makeProof } from './clockchain/readings/make-proof.js';
export type { ReadingProof } from './clockchain/readings/proof.js';
export { readProof } from './clockchain/readings/proof.js';
export type { ProofFault } from './clockchain/readings/proof-error.js';
export { ProofError } from './clockchain/readings/proof-error.js';
export type { Reading, SignedReading } from './clockchain/readings/reading.js';
export { ReadingError } from './clockchain/readings/reading-error.js';
export type { JournalFsync } from './clockchain/readings/reading-journal.js';
export type { SealEvent, SealerOptions, SealSummary } from './clockchain/readings/sealer.js';
export { Sealer } from './clockchain/readings/sealer.js';
export type { Transfer } from './clockchain/readings/transfer.js';
export { isTransfer, readTransfer as verifyTransfer, signTransfer } from './clockchain/readings/transfer.js';
export type { RecordFileFault, RecordPlace } from './clockchain/records/record-file-error.js';
export { RecordFileError } from './clockchain/records/record-file-error.js';
export type { TornEnd } from './clockchain/records/record-parser.js';
export { targetOfPace, targetOfZeros } from './clockchain/tick/difficulty.js';
export type { Citation, Tick, TickContent } from './clockchain/tick/tick.js';
export { hashOf as tickHash } from './clockchain/tick/tick.js';
export type { TickDemands } from './clockchain/tick/tick-checks.js';
export { checkTick } from './clockchain/tick/tick-checks.js';
export { decodeTick, encodeTick } from './clockchain/tick/tick-codec.js';
export type { TickFault } from './clockchain/tick/tick-error.js';
export { TickError } from './clockchain/tick/tick-error.js';
