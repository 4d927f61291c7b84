import { median } from '../../dist/hashrate/benchmark/statistics.js';
import { judgedRounds, ratesOf, ratio } from './standings.js';
import { fixed, formatTable } from './table.js';

/**
 * @typedef {object} OnNode what was measured on one Node
 * @property {ReturnType<typeof import('./machine.js').describeMachine>} machine
 * @property {import('./contest.js').Slices} slices
 * @property {ReturnType<typeof import('./comparisons.js').compare>} compared
 */

/**
 * @param {readonly OnNode[]} onNodes
 * @param {string} base
 * @param {string} heading
 */
export function ratesByNode(onNodes, base, heading) {
  return formatTable(
    [`median MH/s, ${heading}`, ...onNodes.flatMap((node) => [label(node), '×'])],
    entrants(onNodes).map((name) => [
      name,
      ...onNodes.flatMap(({ slices }) => {
        const { rounds } = judgedRounds(slices);
        const rates = ratesOf(slices, name);
        if (rates.length === 0) return ['–', '–'];
        const against = ratio(ratesOf(slices, name, rounds), ratesOf(slices, base, rounds));
        return [fixed(median(rates) / 1e6, 3), fixed(against.median)];
      }),
    ]),
  );
}

/** @param {readonly OnNode[]} onNodes */
export function ratiosByNode(onNodes) {
  const rows = onNodes[0]?.compared.map(({ says }) => says) ?? [];
  return formatTable(
    ['median ratio, interval', ...onNodes.map(label)],
    rows.map((row) => [
      row,
      ...onNodes.map(({ compared }) => cell(compared.find(({ says }) => says === row))),
    ]),
  );
}

/**
 * What a newer Node gives: each entrant's ratio to itself on the first.
 * @param {readonly OnNode[]} onNodes measured in the same rounds
 */
export function betweenNodes(onNodes) {
  const [first, ...others] = onNodes;
  if (first === undefined) return '';
  return formatTable(
    [`÷ ${label(first)}`, ...others.map(label)],
    entrants(onNodes).map((name) => [
      name,
      ...others.map(({ slices }) => {
        const pair = { old: first.slices[name] ?? [], new: slices[name] ?? [] };
        const { rounds } = judgedRounds(pair);
        return cell(ratio(ratesOf(pair, 'new', rounds), ratesOf(pair, 'old', rounds)));
      }),
    ]),
  );
}

/** @param {readonly OnNode[]} onNodes */
function entrants(onNodes) {
  return [...new Set(onNodes.flatMap(({ slices }) => Object.keys(slices)))];
}

/** @param {OnNode} node */
function label({ machine }) {
  return `Node ${machine.node}`;
}

/** @param {Pick<ReturnType<typeof ratio>, 'median' | 'interval'> | undefined} compared */
function cell(compared) {
  if (compared === undefined) return '–';
  const { low, high } = compared.interval;
  return `${fixed(compared.median, 3)}  ${fixed(low, 3)}–${fixed(high, 3)}`;
}
