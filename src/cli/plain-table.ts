type Alignment = 'left' | 'center' | 'right';

/** Rows as aligned lines without a frame; cells may have several lines. */
export async function plainTable(
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[] = [],
): Promise<string[]> {
  const { default: Table } = await import('cli-table3');
  const none = Object.fromEntries(
    ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
      .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'])
      .map((place) => [place, '']),
  );
  const grid = new Table({
    chars: { ...none, middle: ' ' },
    colAligns: [...alignments],
    style: { 'padding-left': 0, 'padding-right': 1, border: [], head: [] },
  });
  grid.push(...rows.map((row) => [...row]));
  return grid
    .toString()
    .split('\n')
    .map((line) => line.trimEnd());
}
