/**
 * Makes the command line, dist/cli/: a few files instead of sixty modules, which took as long to load as half a bare Node
 * takes to start (docs/decisions/0010-cold-start.md). CommonJS, because require() reads a file at once, and import() by way
 * of the thread pool. The library is built by tsc alone.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const root = new URL('../', import.meta.url);
const { dependencies, peerDependencies } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

await build({
  cwd: fileURLToPath(root),
  input: {
    main: 'src/cli/main.ts',
    'grind-main': 'src/cli/grind-main.ts',
    // Thread pools look their workers' files up beside themselves.
    'pool-entry': 'src/engine/pool-entry.cts',
    'record-check-entry': 'src/clockchain/chain/record-check-entry.cts',
  },
  platform: 'node',
  // Every search verifies, and @noble/hashes has ES modules alone; the others are loaded where they are needed.
  external: Object.keys({ ...dependencies, ...peerDependencies })
    .filter((name) => name !== '@noble/hashes')
    .map((name) => new RegExp(`^${name}(/|$)`)),
  // The package's `sideEffects: false` speaks of the library; the command is nothing but side effects.
  treeshake: { moduleSideEffects: true },
  output: {
    dir: 'dist/cli',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
  },
});
