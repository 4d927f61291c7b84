import { nodePlatform } from '../engine/node-platform.js';
import type { Platform } from '../engine/platform.js';
import { canPackVectors, packVectors } from '../engine/wide-vectors.js';

/** The command has its process to itself: where V8 can pack vectors, it may (docs/decisions/0011-256-bit-vectors.md). */
export const commandPlatform: Platform = {
  ...nodePlatform,
  canPackVectors: () => canPackVectors(),
  packVectors,
};
