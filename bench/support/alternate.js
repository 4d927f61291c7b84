/**
 * Measures variants in turn, round by round, each round in the reverse order of the one before: whatever drifts (a
 * neighbour on the machine, the clock of the core) meets all variants alike, and each round gives one ratio.
 * @template {string} Name
 * @template Result
 * @param {readonly Name[]} names
 * @param {number} rounds
 * @param {(name: Name, round: number) => Result | Promise<Result>} measure
 * @returns {Promise<Record<Name, Result[]>>} by variant, the results in the order of the rounds
 */
export async function alternate(names, rounds, measure) {
  const results = /** @type {Record<Name, Result[]>} */ (
    Object.fromEntries(names.map((name) => [name, /** @type {Result[]} */ ([])]))
  );
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const name of order) results[name].push(await measure(name, round));
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kround ${round + 1} of ${rounds}`);
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  return results;
}

/**
 * One ratio a round.
 * @param {readonly number[]} values
 * @param {readonly number[]} base
 */
export function ratios(values, base) {
  return values.map((value, round) => value / (base[round] ?? Number.NaN));
}
