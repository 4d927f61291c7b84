import { formatNumber } from '../../quantities.js';
import type { Drift } from '../drift.js';

/** `+3.1 % ± 44 %, not detected`. */
export function driftText({ drift, band, isDetected }: Drift): string {
  const percent = (share: number) => `${formatNumber(Math.abs(share) * 100)} %`;
  const sign = drift < 0 ? '−' : '+';
  return `${sign}${percent(drift)} ± ${percent(band)}, ${isDetected ? 'detected' : 'not detected'}`;
}
