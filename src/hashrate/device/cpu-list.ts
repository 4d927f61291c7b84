/** Linux' own limit is 8192; a longer list is garbage. */
const MAX_PROCESSORS = 65_536;

/** Linux' lists of processors, as `0-3,8`; undefined for anything else. */
export function parseCpuList(text: string | undefined): ReadonlySet<number> | undefined {
  if (text === undefined || !/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(text)) return undefined;
  const processors = new Set<number>();
  for (const range of text.split(',')) {
    const [first, last = first] = range.split('-').map(Number) as [number, number?];
    if (last >= MAX_PROCESSORS) return undefined;
    for (let processor = first; processor <= last; processor++) processors.add(processor);
  }
  return processors.size === 0 ? undefined : processors;
}
