/**
 * A strict TypeScript user of the packed library: every export once, as someone would write it. test/slow/package
 * compiles it outside of this repository, and never runs it.
 */
import {
  type BenchmarkEvent,
  type BenchmarkOptions,
  type BenchSettings,
  BIP320_MASK,
  type BlockOptions,
  BlockSequence,
  type BlockSequenceOptions,
  type BlockStep,
  BlockTemplate,
  BlockWork,
  type BlockWorkOptions,
  benchmarkDevice,
  blockSubsidy,
  buildBlock,
  type CacheFacts,
  type Chain,
  type Choice,
  type ChoiceReason,
  COIN,
  type CommonOptions,
  type ComparedDevice,
  type Comparison,
  type ComparisonOptions,
  type CpuFacts,
  compareCards,
  computeMerkleRoot,
  createMiner,
  createSoloMiner,
  type Deployment,
  type DeviceCard,
  type DeviceFacts,
  type ErrorCode,
  explainHeader,
  type FieldExplanation,
  formatBits,
  type GoldenResult,
  type GrindOptions,
  grind,
  HALVING_INTERVAL,
  Header,
  type HeaderFields,
  type HeaderFieldsInput,
  type HeaderInput,
  HeaderTemplate,
  type HeaderTemplateInput,
  halvings,
  hashDifficulty,
  InputError,
  type KernelMeasurement,
  type KernelName,
  type KernelStatus,
  type LeftOutDevice,
  type Mark,
  type MerkleResult,
  type MinedSolution,
  type Miner,
  type MinerOptions,
  type MineTemplate,
  MineWasmError,
  merkleBranch,
  merkleRoot,
  type NamedCard,
  type NonceRange,
  payoutScript,
  type RateMeasurement,
  type Rolls,
  readDeviceCard,
  rootFromBranch,
  type SearchOptions,
  type SearchOrder,
  type SearchProgress,
  type SearchReport,
  type SearchResult,
  type SearchState,
  type SoftwareFacts,
  type SoloEvent,
  type SoloMiner,
  type SoloOptions,
  type SoloRunOptions,
  type SoloStatus,
  type Solution,
  type SolutionStream,
  type SolutionsOptions,
  type StoredSolution,
  type SustainedReading,
  type SustainedRun,
  type SustainedSummary,
  sha256d,
  Target,
  type TargetInput,
  type TemperatureEvent,
  type TemplateFields,
  type TemplateFieldsInput,
  type TemplateInput,
  type TemplateTransaction,
  type ThreadsMeasurement,
  type ThrottleFlag,
  type TimeRange,
  type TransactionIds,
  timeCanChangeBits,
  totalSubsidy,
  transactionIds,
  type UnsolvedBlock,
  type Verification,
  type VersionRange,
  verifyHeader,
  type Work,
} from 'mine-wasm';

/** Compiles only if A and B are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => {};

same<KernelName, 'simd' | 'scalar' | 'rolling' | 'wide'>(true);
same<ChoiceReason, 'forced' | 'only' | 'cached' | 'measured' | 'likely'>(true);
same<SearchOrder, 'first' | 'lowest' | 'all'>(true);
same<SearchResult['status'], 'found' | 'exhausted' | 'aborted' | 'timeout'>(true);
same<TargetInput, string | bigint | Target>(true);
same<Solution['nonce'], number>(true);

export async function search(
  headerHex: HeaderTemplateInput,
  signal: AbortSignal,
): Promise<Solution | SearchState> {
  const options: MinerOptions = { threads: 2, kernel: 'auto', throttle: 50, cache: false };
  await using miner: Miner = await createMiner(options);
  const choice: Choice = miner.choice;
  const kernels: readonly KernelStatus[] = miner.kernels;
  const nonceRange: NonceRange = { start: 0, end: 0xffffffff };
  const work: Work = { header: headerHex, target: 1n, nonceRange };
  const common: CommonOptions = {
    signal,
    onProgress(progress: SearchProgress) {
      const state: SearchState = progress.state();
      console.log(progress.hashRate, state.left, choice.reason, kernels.length);
    },
  };
  const request: SearchOptions = { ...work, ...common, order: 'lowest', timeout: 5, resume: undefined };
  const result: SearchResult = await miner.search(request);
  const report: SearchReport = result;
  if (result.status === 'found') return result.solution;
  // @ts-expect-error only a found result has a solution
  result.solution;
  const stored: StoredSolution | undefined = report.state.solutions[0];
  console.log(stored?.nonce);
  return report.state;
}

export async function all(miner: Miner, options: SolutionsOptions): Promise<number[]> {
  const nonces: number[] = [];
  const stream: SolutionStream = miner.solutions(options);
  for await (const solution of stream) nonces.push(solution.nonce);
  same<Awaited<typeof stream.result>, SearchResult>(true);
  return nonces;
}

export async function mine(miner: Miner, jobs: AsyncIterable<MineTemplate<number>>): Promise<void> {
  for await (const solution of miner.mine(jobs)) {
    const mined: MinedSolution<number> = solution;
    same<typeof mined.id, number>(true);
  }
  // @ts-expect-error a template needs an id
  miner.mine([{ header: '' }]);
}

export function values(input: HeaderInput): unknown[] {
  const header: Header = Header.from(input);
  const fields: HeaderFields = header;
  const written: HeaderFieldsInput = { ...fields, bits: '1d00ffff' };
  const templateFields: TemplateFields = fields;
  const templateFieldsInput: TemplateFieldsInput = { ...templateFields, bits: 0x1d00ffff };
  const versionRange: VersionRange = { start: 0, end: 15 };
  const rolls: Rolls = { versionMask: BIP320_MASK, versionRange };
  const template: TemplateInput = { ...templateFieldsInput, ...rolls };
  const verification: Verification = verifyHeader(header, Target.fromDifficulty('1'));
  const rows: FieldExplanation[] = explainHeader(HeaderTemplate.from(template));
  const merkle: MerkleResult = computeMerkleRoot(['00'.repeat(32)]);
  const branch: string[] = merkleBranch(['00'.repeat(32)], 0);
  // @ts-expect-error fields are readonly
  fields.nonce = 1;
  return [
    ...[Header.fromFields(written), verification.valid, rows, merkle.mutated, merkleRoot([])],
    ...[rootFromBranch('00'.repeat(32), branch, 0), formatBits(header.bits), hashDifficulty(header.hash())],
    ...[blockSubsidy(HALVING_INTERVAL) / COIN, halvings(1), totalSubsidy(1), sha256d(new Uint8Array())],
  ];
}

export async function blocks(answer: unknown, address: string, chain: Chain): Promise<string[]> {
  const template: BlockTemplate = BlockTemplate.from(answer);
  const [first]: readonly TemplateTransaction[] = template.transactions;
  const ids: TransactionIds | undefined = first && transactionIds(new TextEncoder().encode(first.data));
  const deployments: readonly Deployment[] = template.deployments;
  const times: TimeRange = template.timeRange;
  const options: BlockWorkOptions = { template, payout: await payoutScript(address, chain), tag: 'me' };
  const work: BlockWork = BlockWork.from(options);
  const choice: BlockOptions = { extranonce: 1n, time: template.time, versionMask: BIP320_MASK };
  const order: BlockSequenceOptions = { times, first: 5n };
  const sequence: BlockSequence = timeCanChangeBits(chain) ? work.sequence() : new BlockSequence(order);
  const step: BlockStep = sequence.at(0n);
  const block: UnsolvedBlock = buildBlock({ ...options, ...choice });
  console.log(ids?.wtxid, deployments, work.block(step).coinbaseTxid);
  return [block.toHex(block.header.withNonce(0))];
}

export async function onNode(url: string, payout: string): Promise<string[]> {
  const told: string[] = [];
  const onEvent = (event: SoloEvent): void => {
    if (event.type === 'answer') told.push(`${event.height} ${event.kind}: ${event.words}`);
    // @ts-expect-error only answers have words
    console.log(event.words);
  };
  const options: SoloOptions = { url, payout, cookieFile: '.cookie', refresh: 10, threads: 1, onEvent };
  const miner: SoloMiner = await createSoloMiner(options);
  const run: SoloRunOptions = { blocks: 101, signal: AbortSignal.timeout(1000) };
  const status: SoloStatus = await miner.run(run);
  const grinding: GrindOptions = { threads: 2, signal: AbortSignal.timeout(1000) };
  const solved: Header | undefined = await grind('00'.repeat(80), grinding);
  return [...told, `${status.accepted} of ${miner.status.found}`, solved?.toHex() ?? 'none'];
}

export async function benchmark(text: string): Promise<string[]> {
  const told: string[] = [];
  const onTemperature = (event: TemperatureEvent): void => void told.push(event.type);
  const onEvent = (event: BenchmarkEvent): void => {
    if (event.type === 'paused' || event.type === 'resumed') onTemperature(event);
    else if (event.type === 'progress') told.push(`${event.step} ${event.done} ${event.hashRate}`);
  };
  const options: BenchmarkOptions = { isQuick: true, sustainSeconds: 60, maxCelsius: 80, onEvent };
  const card: DeviceCard = await benchmarkDevice(options);
  const { cpu, watts = 5 }: DeviceFacts = card.device;
  const { cores }: CpuFacts = cpu;
  const [cache]: readonly CacheFacts[] = cpu.caches;
  const { artifacts }: SoftwareFacts = card.software;
  const { isQuick }: BenchSettings = card.settings;
  const [golden]: readonly GoldenResult[] = card.goldenResults;
  const [kernel]: readonly KernelMeasurement[] = card.kernels;
  const [one]: readonly ThreadsMeasurement[] = card.threads;
  const rate: RateMeasurement | undefined = kernel?.rate ?? one?.rate;
  const run: SustainedRun | undefined = card.sustained;
  const reading: SustainedReading | undefined = run?.readings[0];
  const flags: readonly ThrottleFlag[] = reading?.throttling ?? [];
  const cards: NamedCard[] = [
    { name: 'here', card },
    { name: 'there', card: await readDeviceCard(text) },
  ];
  const compare: ComparisonOptions = { watts: [watts, undefined] };
  const comparison: Comparison = await compareCards(cards, compare);
  const [first]: readonly ComparedDevice[] = comparison.devices;
  const [last]: readonly LeftOutDevice[] = comparison.leftOut;
  const marks: readonly Mark[] = first?.marks ?? [];
  const summary: SustainedSummary | undefined = first?.sustained;
  console.log(cores, cache?.bytes, artifacts.simd, isQuick, golden?.nonce, rate?.low, flags, summary?.kept);
  // @ts-expect-error cards are not to be changed
  card.isComplete = true;
  return [...told, ...marks.map(({ reason }) => reason), last?.reason ?? 'all ranked'];
}

export function codeOf(error: unknown): ErrorCode | undefined {
  if (error instanceof InputError) console.log(error.option, error.expected, error.got);
  return error instanceof MineWasmError ? error.code : undefined;
}
