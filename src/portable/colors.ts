import picocolors from 'picocolors';
import type { Colors } from '../cli/colors.js';

/** Colours are bundled too; they cost 3 KB. */
export function loadColors(): Colors {
  return picocolors.createColors(true);
}
