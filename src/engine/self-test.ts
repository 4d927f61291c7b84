import { hexToBytes } from '../bitcoin/bytes.js';
import type { Kernel } from './kernel.js';
import { GROUP } from './search-space.js';

/** A header whose solution everybody knows: any kernel that is worth using finds exactly this nonce. */
interface KnownBlock {
  readonly height: number;
  /** The first 76 bytes, hex. */
  readonly header: string;
  readonly nonce: number;
  /** 32 bytes, big-endian hex: the block's own hash, the hardest target that it meets. */
  readonly target: string;
}

/** Real blocks of main net; their targets' words differ in how many are zero, and nonces lie in both halves of 2^32. */
const KNOWN_BLOCKS: readonly KnownBlock[] = [
  {
    height: 0,
    header:
      '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e' +
      '67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d',
    nonce: 2083236893,
    target: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
  },
  {
    height: 125552,
    header:
      '0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000e320b6c2fffc8d750423db8b' +
      '1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a',
    nonce: 2504433986,
    target: '00000000000000001e8d6829a8a21adc5d38d0a473b144b6765798e61f98bd1d',
  },
  {
    height: 277316,
    header:
      '0200000069054f28012b4474caa9e821102655cc74037c415ad2bba702000000000000002ecfc74ceb512c5055bcff7e' +
      '57735f7323c32f8bbb48f5e96307e5268c001cc93a09be520ca30319',
    nonce: 924591752,
    target: '0000000000000001b6b9a13b095e96db41c4a928b97ef2d944a9b31b2cc7bdc4',
  },
];

/** How many nonces a planted batch has: a step of the widest kernel, so that every lane and quad can be hit. */
const PLANTED_ROWS = 256;
/** With rolled versions: a step of 16 versions. */
const PLANTED_ROLLED_ROWS = 16;

/**
 * Searches a window with a known header `row` rows and `column` columns into it: the kernel must report that place and no
 * other. The other columns have other versions, none of which is the block's.
 */
function finds(
  kernel: Kernel,
  block: KnownBlock,
  rows: number,
  row: number,
  columns = 1,
  column = 0,
): boolean {
  const header = hexToBytes(block.header);
  const version = new DataView(header.buffer).getUint32(0, true);
  const versions = Uint32Array.from({ length: columns }, (_, i) => version ^ ((i ^ column) << 13));
  kernel.prepare(header, hexToBytes(block.target), versions);
  const searched = kernel.scan(block.nonce - row, rows);
  const candidates = kernel.candidates();
  return searched === rows && candidates.length === 1 && candidates[0] === row * columns + column;
}

function findsWithVersions(kernel: Kernel, block: KnownBlock, row: number, column: number): boolean {
  return finds(kernel, block, PLANTED_ROLLED_ROWS, row % PLANTED_ROLLED_ROWS, GROUP, column);
}

/**
 * Lets a kernel find the nonces of real blocks.
 * @throws Error naming the block that it missed
 */
export function selfTest(kernel: Kernel): void {
  for (const [index, block] of KNOWN_BLOCKS.entries()) {
    // 37 and 113 are coprime to every step: the nonce falls on another lane of another quad each time.
    const row = (index * 113 + 37) % PLANTED_ROWS;
    if (!finds(kernel, block, PLANTED_ROWS, row)) {
      throw new Error(`self-test: did not find nonce ${block.nonce} of block ${block.height}`);
    }
    if (kernel.rollsVersions && !findsWithVersions(kernel, block, row, (index * 5 + 3) % GROUP)) {
      throw new Error(`self-test: did not find the version of block ${block.height} among ${GROUP}`);
    }
  }
}

/** Whether a kernel passes its {@link selfTest}. */
export function passesSelfTest(kernel: Kernel): boolean {
  try {
    selfTest(kernel);
    return true;
  } catch {
    return false;
  }
}

/**
 * One batch with a known nonce, at a random place of it. Verification sees a false solution; only this sees a kernel or
 * a core that misses true ones.
 */
export function plantedBatchPasses(kernel: Kernel, columns: number): boolean {
  const random = (end: number) => Math.floor(Math.random() * end);
  const block = KNOWN_BLOCKS[random(KNOWN_BLOCKS.length)]!;
  const row = random(PLANTED_ROWS);
  return kernel.rollsVersions && columns > 1
    ? findsWithVersions(kernel, block, row, random(GROUP))
    : finds(kernel, block, PLANTED_ROWS, row);
}
