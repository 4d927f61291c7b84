import { byId, element, setText, svgElement } from '../dom.js';
import { showHash } from '../hash-view.js';
import { LEAVES, type MerkleLevels, merkleLevels, pathFrom } from './merkle-tree.js';

const FIRST_LEAVES = [
  'Anna pays Ben 2',
  'Ben pays Clara 1',
  'Clara pays Dora 1',
  'Dora pays Anna 1',
  'Anna pays Clara 1',
];

/** CSS pixels. */
const LEVEL_HEIGHT = 62;
const NODE_HEIGHT = 28;
const DIGIT_WIDTH = 7.3;
const PADDING = 12;
const GAP = 6;
const DIGITS = { least: 2, most: 8 } as const;

/** Lesson 3: a merkle tree over leaves that can be edited, added and removed. */
export function setUpMerkleTree(): void {
  const list = byId('leaves');
  const add = byId('leaf-add', HTMLButtonElement);
  const drawing = byId('merkle-tree');
  let texts: readonly string[] = FIRST_LEAVES;
  let changed: number | undefined;

  /** Draws the tree. The inputs stay what they are: whoever types keeps the cursor. */
  function showTree(): void {
    const levels = merkleLevels(texts);
    drawing.replaceChildren(draw(levels, changed, drawing.clientWidth));
    showHash(byId('merkle-root'), levels.at(-1)![0]!.hash);
    setText(byId('merkle-note'), describe(levels, changed));
  }

  function showLeaves(): void {
    list.replaceChildren(...texts.map((text, at) => leaf(text, at)));
    add.disabled = texts.length >= LEAVES.most;
    showTree();
  }

  function leaf(text: string, at: number): HTMLLIElement {
    const input = element('input', {
      type: 'text',
      value: text,
      maxlength: '200',
      'aria-label': `Leaf ${at + 1}`,
    });
    const remove = element('button', { type: 'button', 'aria-label': `Remove leaf ${at + 1}` }, '×');
    remove.disabled = texts.length <= LEAVES.least;
    input.addEventListener('input', () => {
      texts = texts.map((other, place) => (place === at ? input.value : other));
      changed = at;
      showTree();
    });
    remove.addEventListener('click', () => {
      texts = texts.filter((_, place) => place !== at);
      changed = undefined;
      showLeaves();
      // The button is gone, and the keyboard's place with it.
      list.querySelectorAll('input')[Math.min(at, texts.length - 1)]?.focus();
    });
    return element('li', {}, input, remove);
  }

  add.addEventListener('click', () => {
    texts = [...texts, ''];
    changed = texts.length - 1;
    showLeaves();
    list.querySelectorAll('input')[changed]?.focus();
  });
  new ResizeObserver(() => showTree()).observe(drawing);
  showLeaves();
}

/** @param width CSS pixels that there are */
function draw(levels: MerkleLevels, changed: number | undefined, width: number): SVGElement {
  const digits = Math.floor((width / levels[0]!.length - GAP - PADDING) / DIGIT_WIDTH);
  const shown = Math.min(Math.max(digits, DIGITS.least), DIGITS.most);
  const nodeWidth = shown * DIGIT_WIDTH + PADDING;
  const height = (levels.length - 1) * LEVEL_HEIGHT + NODE_HEIGHT + 4;
  const path = changed === undefined ? [] : pathFrom(changed, levels);
  const x = (share: number) => share * width;
  const y = (level: number) => height - NODE_HEIGHT / 2 - 2 - level * LEVEL_HEIGHT;

  const lines = levels.flatMap((nodes, level) =>
    nodes.flatMap((node, at) => {
      const isChanged = path[level] === at;
      const to = { x1: x(node.x), y1: y(level) + NODE_HEIGHT / 2 };
      return node.children.flatMap((child) => {
        const below = levels[level - 1]![child]!;
        const from = { x2: x(below.x), y2: y(level - 1) - NODE_HEIGHT / 2 };
        const onPath = isChanged && path[level - 1] === child ? 'changed' : '';
        if (!below.isPairedWithItself) return [svgElement('line', { ...to, ...from, class: onPath })];
        // Both of its parent's sides.
        return [-4, 4].map((offset) =>
          svgElement('line', {
            ...to,
            ...from,
            x1: to.x1 + offset,
            x2: from.x2 + offset,
            class: `self ${onPath}`,
          }),
        );
      });
    }),
  );
  const boxes = levels.flatMap((nodes, level) =>
    nodes.map((node, at) =>
      svgElement(
        'g',
        { class: path[level] === at ? 'changed' : '' },
        svgElement('rect', {
          x: x(node.x) - nodeWidth / 2,
          y: y(level) - NODE_HEIGHT / 2,
          width: nodeWidth,
          height: NODE_HEIGHT,
          rx: 6,
        }),
        svgElement('text', { x: x(node.x), y: y(level) }, node.hash.slice(0, shown)),
      ),
    ),
  );
  const label = `A tree of ${levels.length} levels over ${levels[0]!.length} leaves`;
  return svgElement(
    'svg',
    { viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': label },
    ...lines,
    ...boxes,
  );
}

function describe(levels: MerkleLevels, changed: number | undefined): string {
  const odd = levels.filter((level) => level.some(({ isPairedWithItself }) => isPairedWithItself)).length;
  const pairing = odd === 0 ? '' : ' Dashed: the last of an odd number is paired with itself.';
  if (changed === undefined) return `Each box is a hash, of which the first digits are shown.${pairing}`;
  const all = levels.reduce((sum, level) => sum + level.length, 0);
  return `Leaf ${changed + 1} has changed, and with it ${levels.length} of ${all} hashes.${pairing}`;
}
