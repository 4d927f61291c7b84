import type { VerifyProgress } from '../../clockchain/chain/verify-chains.js';
import { formatBytes, formatCount } from '../../quantities.js';
import { createBar, fitParts } from '../bar.js';
import type { Output } from '../output.js';

/** How far the verification of chains is, as a bar. @returns undefined where nobody looks at one */
export async function verifyProgress(output: Output) {
  if (!output.isInteractive) return undefined;
  const bar = await createBar(output);
  return {
    update({ ticks, bytes, totalBytes }: VerifyProgress): void {
      bar.update(totalBytes === 0 ? 1 : bytes / totalBytes, (columns) =>
        fitParts(columns, [
          formatCount(ticks, 'tick'),
          `${formatBytes(bytes)} of ${formatBytes(totalBytes)}`,
        ]),
      );
    },
    stop: bar.stop,
  };
}
