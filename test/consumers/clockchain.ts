/**
 * A strict TypeScript user of the packed library's clockchains, as someone would write it. test/slow/package compiles it outside of
 * this repository, and never runs it.
 */
import { createMiner, type Miner, MineWasmError, type Target } from 'mine-wasm';
import {
  type ChainedTick,
  type ChainFault,
  ChainLockedError,
  type ChainRules,
  ChainSet,
  type ChainVerdict,
  type Citation,
  chancesToFinishFirst,
  checkProof,
  checkTick,
  Device,
  DeviceKey,
  DeviceKeyError,
  type DeviceRequest,
  type DeviceSettings,
  type DeviceTick,
  type DeviceWindow,
  type Drift,
  decodeTick,
  driftOf,
  encodeTick,
  expectedTries,
  type FsyncPolicy,
  isTransfer,
  type JournalFsync,
  type KnownTick,
  makeProof,
  type Offered,
  type Pace,
  type ProofDemands,
  ProofError,
  type ProofFault,
  type ProofRequest,
  type ProvenReading,
  type Reading,
  ReadingError,
  type ReadingProof,
  type ReadingRange,
  RecordFileError,
  type RecordFileFault,
  type RecordPlace,
  type Refusal,
  type RoundCall,
  readProof,
  roundFactor,
  type Seal,
  type SealEvent,
  Sealer,
  type SealerOptions,
  type SealSummary,
  type SignedReading,
  signTransfer,
  type Tick,
  type TickContent,
  type TickDemands,
  TickError,
  type TickFault,
  type TickSearch,
  type TornEnd,
  type Transfer,
  targetOfPace,
  targetOfZeros,
  tickHash,
  type VerifyOptions,
  type VerifyProgress,
  variationOf,
  verifyChains,
  verifySignature,
  verifyTransfer,
} from 'mine-wasm/clockchain';

export async function ticks(peer: Tick, signal: AbortSignal): Promise<string[]> {
  const key: DeviceKey = await DeviceKey.open('device.pem');
  const target: Target = targetOfPace(1e6, 5);
  const fsync: FsyncPolicy = 'round';
  const rules: ChainRules = { easiest: target, devices: new Set([key.id]), rounds: true };
  await using miner: Miner = await createMiner();
  const search: TickSearch = miner;
  const settings: DeviceSettings = { session: 'garden', key, chain: 'a.chain', miner: search, rules, fsync };
  await using device: Device = await Device.open(settings);
  const torn: TornEnd | undefined = device.torn;
  const offered: Offered = await device.receive(peer);
  const [refusal]: readonly Refusal[] = offered.refused;
  const head: Citation = { device: peer.device, head: tickHash(peer) };
  const round: RoundCall = { number: 2, heads: [head] };
  const request: DeviceRequest = { target, round, signal };
  const ticked: DeviceTick | undefined = await device.tick(request);
  // @ts-expect-error a device has one name
  device.id = 'another';
  return [`${torn?.bytes}`, refusal?.error.fault ?? 'none', `${ticked?.tau} ${ticked?.tries}`];
}

export function chains(bytes: Uint8Array): KnownTick | undefined {
  const tick: Tick = decodeTick(bytes);
  const content: TickContent = tick;
  const demands: TickDemands = { easiest: targetOfZeros(3) };
  const hash: Uint8Array = checkTick(tick, demands);
  const set = new ChainSet('garden');
  const chained: ChainedTick = set.add(tick);
  console.log(
    chained.lamport,
    encodeTick(tick).length,
    verifySignature(content.device, hash, tick.signature),
  );
  return set.find(hash);
}

export async function verify(files: readonly string[]): Promise<string[]> {
  const onProgress = ({ ticks, bytes, totalBytes }: VerifyProgress): void =>
    console.log(ticks, bytes / totalBytes);
  const options: VerifyOptions = { session: 'garden', threads: 0, onProgress };
  const verdicts: ChainVerdict[] = await verifyChains(files, options);
  return verdicts.map(({ fault }: { fault: ChainFault | undefined }) => fault?.name ?? 'holds');
}

export async function readings(lines: AsyncIterable<Uint8Array>): Promise<string> {
  const key = DeviceKey.generate();
  const fsync: JournalFsync = 'reading';
  await using miner = await createMiner();
  const files = { journal: 'a.journal', chain: 'a.chain' };
  const options: SealerOptions = {
    ...{ session: 'garden', key, miner, ...files },
    ...{ target: targetOfZeros(4), count: 64, age: 60, fsync },
  };
  await using sealer: Sealer = await Sealer.open(options);
  const onEvent = (event: SealEvent): void => {
    if (event.type === 'sealed') {
      const seal: Seal = event.seal;
      const { first, count }: ReadingRange = seal;
      console.log(first, count, seal.tau);
    } else if (event.type === 'reading') {
      const reading: SignedReading = event.reading;
      const { number }: Reading = reading;
      console.log(number, reading.signature.length);
    } else console.log(event.line, event.error.message);
    // @ts-expect-error only sealed batches took tries
    console.log(event.tries);
  };
  const summary: SealSummary = await sealer.run(lines, { onEvent });
  const request: ProofRequest = { ...files, number: summary.readings, later: 0 };
  const proof: ReadingProof = readProof(JSON.stringify(await makeProof(request)));
  const demands: ProofDemands = { device: key.id, easiest: targetOfZeros(4) };
  const proven: ProvenReading = checkProof(proof, demands);
  const transfer: Transfer | undefined = proven.transfer;
  const line: Record<string, unknown> = JSON.parse(signTransfer(key, { amount: 5, to: key.id }));
  const promised: Transfer | undefined = isTransfer(line) ? verifyTransfer(line) : transfer;
  return `${promised?.amount}`;
}

export function expectations(one: DeviceWindow, other: DeviceWindow): number[] {
  const drift: Drift | undefined = driftOf(one, other);
  const paces: Pace[] = [5, 3].map((zeros) => ({ rate: 1, expectedTries: expectedTries(zeros) }));
  return [drift?.band ?? 0, ...chancesToFinishFirst(paces), variationOf(100), roundFactor(2)];
}

export function faultOf(error: unknown): TickFault | ProofFault | RecordFileFault | string | undefined {
  if (error instanceof TickError || error instanceof ProofError) return error.fault;
  if (error instanceof RecordFileError) {
    const place: RecordPlace | undefined = error.place;
    console.log(place?.offset);
    return error.fault;
  }
  if (error instanceof ChainLockedError) return `${error.pid}`;
  if (error instanceof DeviceKeyError) return error.file;
  if (error instanceof ReadingError) return error.message;
  return error instanceof MineWasmError ? error.code : undefined;
}
