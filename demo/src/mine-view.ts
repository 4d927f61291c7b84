import { leadingZeroBits } from './best-hash.js';
import { byId, element, setText } from './dom.js';
import { formatRate, Header, type HeaderTemplate, type Solution, type Target } from './engine.js';
import { formatChance, formatCount, formatDuration, splitUnit } from './format.js';
import { showHash } from './hash-view.js';
import { showHeader } from './header-view.js';
import type { RunProgress } from './mining-run.js';
import { WorkerRates } from './worker-rates.js';

/** What the page shows of a run: figures, hashes, the header. It decides nothing. */
export class MineView {
  readonly #best = byId('best-hash');
  readonly #workers = new WorkerRates();
  #goal: Target | undefined;

  /** Shows what is searched, before anything is found. */
  showWork(template: HeaderTemplate, goal: Target): void {
    this.#goal = goal;
    showHash(byId('target-hash'), goal.toHex());
    showHeader(byId('header-fields'), template.withNonce(0));
    this.#best.replaceChildren(element('span', { class: 'quiet' }, 'Shown as soon as there is one.'));
    byId('bits-bar').style.width = '0';
    byId('best-hash').closest('.compare')?.classList.remove('solved');
    setText(
      byId('best-note'),
      'A hash is a number. It has to be at or below the target, so it has to begin with enough zeros.',
    );
    this.#workers.clear();
    for (const id of ['rate', 'hashes', 'expected', 'chance']) setText(byId(id), '–');
  }

  showProgress({ hashes, hashRate, chance, kernel, threads, threadRates }: RunProgress): void {
    const expected = this.#goal === undefined ? Number.NaN : this.#goal.expectedHashes / hashRate;
    showFigure('rate', hashRate, formatRate);
    showFigure('hashes', hashes, formatCount);
    showFigure('expected', expected, formatDuration);
    showFigure('chance', chance, formatChance);
    this.#workers.show(threadRates);
    setText(byId('plot-now'), `${kernel}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
  }

  showBest({ header, hash }: Solution): void {
    const goal = this.#goal!;
    showHash(this.#best, hash);
    showHeader(byId('header-fields'), Header.from(header));
    const bits = leadingZeroBits(hash);
    // In bits of work rather than of zeros: that is full exactly when the target is met.
    const reached = 256 - Math.log2(Number(BigInt(`0x${hash}`)) + 1);
    const needed = Math.log2(goal.expectedHashes);
    byId('bits-bar').style.width = `${Math.min(100, (100 * reached) / needed)}%`;
    const isSolved = goal.isMetBy(hash);
    byId('best-hash').closest('.compare')?.classList.toggle('solved', isSolved);
    const odds = `${bits} zero bits. One hash in ${formatCount(2 ** reached)} is as good.`;
    setText(
      byId('best-note'),
      isSolved ? `Solved: the hash is not above the target. It has ${odds}` : `It has ${odds}`,
    );
  }
}

/** A figure with the words around it set small; what it was rounded from goes along, for scripts: H/s, hashes, seconds, 0 … 1. */
function showFigure(id: string, value: number, format: (value: number) => string): void {
  const { lead, figure, unit } = splitUnit(format(value));
  const small = (words: string) => (words === '' ? '' : element('span', { class: 'unit' }, words));
  byId(id).replaceChildren(element('data', { value: `${value}` }, small(lead), figure, small(unit)));
}
