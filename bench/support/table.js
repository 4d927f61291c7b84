/**
 * Rows as aligned text; the first column to the left, the others, numbers, to the right.
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function formatTable(head, rows) {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('   ')
      .trimEnd(),
  );
  const [first = '', ...rest] = lines;
  return [first, '-'.repeat(Math.max(...lines.map(({ length }) => length))), ...rest].join('\n');
}

/** @param {number} value */
export function fixed(value, digits = 2) {
  return value.toFixed(digits);
}

/**
 * Of a median, with the confidence that it really has.
 * @param {{ low: number, high: number, coverage: number }} interval
 */
export function formatInterval({ low, high, coverage }, digits = 2) {
  return `${fixed(low, digits)}–${fixed(high, digits)} (${fixed(coverage * 100, 0)} %)`;
}
