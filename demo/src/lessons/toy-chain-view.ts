import { splitZeros } from '../best-hash.js';
import { usualThreads } from '../cores.js';
import { byId, element, setText } from '../dom.js';
import { tellFault } from '../fault.js';
import { formatCount } from '../format.js';
import { LessonRun, type LessonTask } from './lesson-search.js';
import { RunButton } from './run-button.js';
import {
  type ChainedBlock,
  chain,
  FIRST_CHAIN,
  firstBroken,
  NO_BLOCK,
  type ToyBlock,
  templateOf,
  withBlock,
  ZEROS,
} from './toy-chain.js';

const MOST_BLOCKS = 12;

/** What is shown of a block, and changed in place: a textarea that is made anew would lose its cursor. */
interface BlockParts {
  readonly item: HTMLLIElement;
  readonly text: HTMLTextAreaElement;
  readonly state: HTMLElement;
  readonly previous: HTMLElement;
  readonly merkleRoot: HTMLElement;
  readonly nonce: HTMLElement;
  readonly hash: HTMLElement;
}

/** Lesson 2: a chain of blocks that can be edited, broken, and mined again. */
export function setUpToyChain(): void {
  const list = byId('chain');
  const zeros = byId('chain-zeros', HTMLSelectElement);
  const mine = byId('chain-mine', HTMLButtonElement);
  const add = byId('chain-add', HTMLButtonElement);
  const status = byId('chain-status');
  let blocks: readonly ToyBlock[] = FIRST_CHAIN;
  const parts: BlockParts[] = [];
  let running: LessonRun | undefined;

  for (let count = ZEROS.least; count <= ZEROS.most; count++) {
    const text = `${count}: one hash in ${formatCount(16 ** count)}`;
    zeros.append(element('option', { value: `${count}` }, text));
  }
  zeros.value = `${ZEROS.usual}`;

  const work = () => chain(blocks, Number(zeros.value));

  function show(): void {
    const chained = work();
    while (parts.length > chained.length) parts.pop()!.item.remove();
    while (parts.length < chained.length) parts.push(addParts(parts.length));
    for (const [height, block] of chained.entries()) showBlock(parts[height]!, block);
    const broken = chained.filter(({ isMined }) => !isMined).length;
    mine.disabled = broken === 0 && running === undefined;
    add.disabled = blocks.length >= MOST_BLOCKS;
    if (running === undefined) {
      setText(
        status,
        broken === 0 ? 'The chain holds.' : `${broken} of ${chained.length} blocks do not hold.`,
      );
    }
  }

  function addParts(height: number): BlockParts {
    const made = makeParts(height);
    made.text.addEventListener('input', () => {
      running?.stop();
      blocks = withBlock(blocks, height, { text: made.text.value });
      show();
    });
    list.append(made.item);
    return made;
  }

  async function mineBroken(): Promise<void> {
    const run = new LessonRun();
    running = run;
    button.running = run;
    setText(status, 'Loading…');
    let hashes = 0;
    let fault: string | undefined;
    try {
      for (let at = firstBroken(work()); at !== undefined && !run.isStopped; at = firstBroken(work())) {
        const header = templateOf(work()[at]!);
        const task: LessonTask = { miner: { threads: usualThreads() }, search: { header } };
        const [result] = await run.run([task], () => setText(status, `Mining block ${at + 1}.`));
        // Edited meanwhile: this nonce is one for a block that there is no more.
        if (result === undefined || run.isStopped) break;
        hashes += result.hashes;
        if (result.status !== 'found') {
          fault = `No nonce solves block ${at + 1}: change its text.`;
          break;
        }
        blocks = withBlock(blocks, at, { nonce: result.solution.nonce });
        show();
      }
    } catch (error) {
      tellFault(error, (message) => {
        fault = message;
      });
    } finally {
      running = undefined;
      button.running = undefined;
      show();
      if (fault !== undefined) setText(status, fault);
      else if (!run.isStopped) setText(status, `The chain holds again, after ${formatCount(hashes)} hashes.`);
    }
  }

  const button = new RunButton(mine, () => void mineBroken());
  zeros.addEventListener('change', () => {
    running?.stop();
    show();
  });
  add.addEventListener('click', () => {
    running?.stop();
    blocks = [...blocks, { text: '', nonce: 0 }];
    show();
    parts.at(-1)!.text.focus();
  });
  byId('chain-reset').addEventListener('click', () => {
    running?.stop();
    blocks = FIRST_CHAIN;
    zeros.value = `${ZEROS.usual}`;
    show();
  });
  show();
}

function makeParts(height: number): BlockParts {
  const name = `Block ${height + 1}`;
  const id = `chain-text-${height + 1}`;
  const text = element('textarea', {
    id,
    rows: '2',
    maxlength: '500',
    'aria-label': `Text of block ${height + 1}`,
  });
  const state = element('span', { class: 'state' });
  const [previous, merkleRoot, nonce, hash] = [
    element('dd'),
    element('dd'),
    element('dd'),
    element('dd'),
  ] as const;
  const rows = [
    ['Previous', previous],
    ['Merkle root', merkleRoot],
    ['Nonce', nonce],
    ['Hash', hash],
  ] as const;
  const item = element(
    'li',
    { class: 'block' },
    element('h4', {}, name, state),
    text,
    element('dl', {}, ...rows.flatMap(([label, value]) => [element('dt', {}, label), value])),
  );
  return { item, text, state, previous, merkleRoot, nonce, hash };
}

function showBlock(parts: BlockParts, block: ChainedBlock): void {
  const { previousBlockHash, merkleRoot } = block.header;
  if (parts.text.value !== block.text) parts.text.value = block.text;
  parts.item.classList.toggle('broken', !block.isMined);
  setText(parts.state, block.isMined ? 'holds' : 'broken');
  if (previousBlockHash === NO_BLOCK) setText(parts.previous, 'none');
  else showStart(parts.previous, previousBlockHash);
  setText(parts.merkleRoot, shorten(merkleRoot));
  setText(parts.nonce, block.nonce.toLocaleString('en'));
  showStart(parts.hash, block.hash);
}

/** A hash's beginning: what decides, and enough to tell it from others. */
function showStart(target: Element, hash: string): void {
  const { zeros } = splitZeros(hash);
  target.replaceChildren(element('span', { class: 'zeros' }, zeros), shorten(hash).slice(zeros.length));
  target.setAttribute('title', hash);
}

function shorten(hash: string): string {
  return `${hash.slice(0, 16)}…`;
}
