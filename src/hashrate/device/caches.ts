import type { CacheFacts } from '../card/device-card.js';
import { namesIn, readText, wholeNumber } from './system-files.js';

const FOLDER = 'sys/devices/system/cpu/cpu0/cache';
const KINDS = { Data: 'data', Instruction: 'instruction', Unified: 'unified' } as const;
const UNITS = { K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };
/** No processor has nearly as many. */
const MAX_CACHES = 20;

/** The first core's caches. Older kernels list a Raspberry Pi's without their sizes; those are left out. */
export function readCaches(root: string): CacheFacts[] {
  return namesIn(root, FOLDER)
    .filter((name) => /^index\d+$/.test(name))
    .flatMap((name) => readCache(root, `${FOLDER}/${name}`) ?? [])
    .slice(0, MAX_CACHES);
}

function readCache(root: string, folder: string): CacheFacts | undefined {
  const level = wholeNumber(readText(root, `${folder}/level`));
  const kind = KINDS[readText(root, `${folder}/type`) as keyof typeof KINDS];
  const bytes = parseSize(readText(root, `${folder}/size`));
  if (level === undefined || level < 1 || level > 9 || kind === undefined || bytes === undefined)
    return undefined;
  return { level, kind, bytes };
}

/** As `32K`. */
function parseSize(text: string | undefined): number | undefined {
  const [, amount, unit] = text?.match(/^(\d{1,6})([KMG])?$/) ?? [];
  const bytes = Number(amount) * (unit === undefined ? 1 : UNITS[unit as keyof typeof UNITS]);
  return bytes > 0 ? bytes : undefined;
}
