/**
 * Each kernel on one thread, against other SHA-256 implementations doing the same work.
 *
 *     node bench/kernels.js [--rounds 21] [--slice <ms>] [--json <file>]
 */
import { alternate, ratios } from './support/alternate.js';
import { BLOCK } from './support/block.js';
import { BASE, contestants } from './support/contestants.js';
import { pinSelf } from './support/cores.js';
import { startEntrant } from './support/entrant-process.js';
import { readOptions } from './support/options.js';
import { expectAtLeast, printReport } from './support/report.js';
import { median, medianInterval } from './support/statistics.js';
import { fixed, formatInterval, formatTable } from './support/table.js';

/** A round is calm when each entrant had this share of the core. */
const CALM = 0.95;

const pinned = pinSelf();
const { rounds, slice, json } = readOptions({ rounds: 21, slice: 150 });
const names = (await contestants()).map(({ name }) => name);
// Each in a process of its own: in one with the others, createHash lost a third of its rate, and only createHash.
const entrants = new Map();
for (const name of names) entrants.set(name, await startEntrant(name));
const byName = await alternate(names, rounds, (name) => measure(name));
for (const entrant of entrants.values()) await entrant.end();

const isCalm = Array.from({ length: rounds }, (_, round) =>
  Object.values(byName).every((slices) => (slices[round]?.share ?? 0) >= CALM),
);
const base = ratesOf(BASE);
const rows = Object.entries(byName).map(([name, slices]) => {
  const against = ratios(ratesOf(name), base);
  const calm = against.filter((_, round) => isCalm[round]);
  return { name, rates: ratesOf(name), share: median(slices.map(({ share }) => share)), against, calm };
});
printReport({
  title: `Kernels: one thread, MH per second of CPU time, ${rounds} rounds of ${slice} ms each`,
  how: [
    `thread   ${pinned}`,
    `calm     ${isCalm.filter(Boolean).length} of ${rounds} rounds: each entrant had at least ${CALM * 100} % of the core`,
    `proof    each found nonce ${BLOCK.nonce} of block 277316, before the measurement and after it`,
  ],
  table: formatTable(
    ['', 'min', 'median', 'max', 'core had', '× createHash', 'interval', 'calm rounds', 'interval'],
    rows.map(({ name, rates, share, against, calm }) => [
      name,
      fixed(Math.min(...rates) / 1e6, 3),
      fixed(median(rates) / 1e6, 3),
      fixed(Math.max(...rates) / 1e6, 3),
      `${fixed(share * 100, 0)} %`,
      fixed(median(against)),
      formatInterval(medianInterval(against)),
      ...(calm.length === 0 ? [] : [fixed(median(calm)), formatInterval(medianInterval(calm))]),
    ]),
  ),
  expectations: rows
    .filter(({ name }) => name === 'simd kernel')
    .map(({ calm }) => expectAtLeast(`simd ≥ 12 × ${BASE}`, calm, 12)),
  data: rows,
  json,
});

/**
 * @param {string} name
 * @returns {Promise<import('./support/entrant-process.js').Slice>}
 */
function measure(name) {
  return entrants.get(name).measure(slice);
}

/** @param {string} name */
function ratesOf(name) {
  return (byName[name] ?? []).map(({ rate }) => rate);
}
