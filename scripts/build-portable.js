/**
 * Makes dist/portable/mine-wasm.cjs: the command with its kernels and all that it depends on in one file, for hosts that
 * have Node alone (docs/decisions/0014-one-portable-file.md).
 */
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { licencesOf } from './bundled-licences.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Modules that find something beside themselves, each with the one that takes its place. */
const REPLACED = {
  'src/clockchain/chain/record-check-file.ts': 'src/portable/record-check-file.ts',
  'src/engine/kernel-files.ts': 'src/portable/kernel-files.ts',
  'src/engine/package-version.ts': 'src/portable/package-version.ts',
  'src/engine/pool-file.ts': 'src/portable/pool-file.ts',
  'src/cli/colors.ts': 'src/portable/colors.ts',
  'src/cli/page-folder.ts': 'src/portable/page-folder.ts',
  'src/cli/portable-file.ts': 'src/portable/portable-file.ts',
};

/** What is not in a package's exports, or is called by the name that it will have. */
const RESOLVED = {
  'piscina/dist/worker.js': 'node_modules/piscina/dist/worker.js',
  '../engine/pool-entry.cjs': 'src/engine/pool-entry.cts',
  '../clockchain/chain/record-check-entry.cjs': 'src/clockchain/chain/record-check-entry.cts',
};

/** piscina starts its threads from a file of its own folder; here that file is this one. */
const PISCINA = 'node_modules/piscina/dist/index.js';
const WORKER_FILE = "(0, node_path_1.resolve)(__dirname, 'worker.js')";

const NAMES = new RegExp(
  [...Object.keys(REPLACED), ...Object.keys(RESOLVED)].map((path) => basename(path, '.ts')).join('|'),
);

const missing = new Set([...Object.keys(REPLACED), ...Object.keys(RESOLVED), PISCINA]);

/** @type {import('rolldown').Plugin} */
const portable = {
  name: 'portable',
  resolveId: {
    // The names of all of them: to ask for each import of each package would take twice as long.
    filter: { id: NAMES },
    async handler(source, importer, options) {
      if (source in RESOLVED) {
        missing.delete(source);
        return root + RESOLVED[/** @type {keyof typeof RESOLVED} */ (source)];
      }
      const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
      const path = resolved?.id.replace(root, '');
      if (path === undefined || !(path in REPLACED)) return undefined;
      missing.delete(path);
      return root + REPLACED[/** @type {keyof typeof REPLACED} */ (path)];
    },
  },
  transform(code, id) {
    if (id.startsWith(`${root}src/`) && !id.startsWith(`${root}src/portable/`) && /import\.meta/.test(code)) {
      throw new Error(`Expected modules that find nothing beside themselves, got import.meta in ${id}`);
    }
    if (id !== root + PISCINA) return undefined;
    const parts = code.split(WORKER_FILE);
    if (parts.length !== 2) {
      throw new Error(`Expected ${WORKER_FILE} once in ${PISCINA}, got it ${parts.length - 1} times`);
    }
    missing.delete(PISCINA);
    return parts.join('__filename');
  },
  buildEnd(error) {
    if (error !== undefined || missing.size === 0) return;
    throw new Error(`Expected the command to load ${[...missing].join(', ')}, got none of it`);
  },
};

await build({
  cwd: root,
  input: { 'mine-wasm': 'src/portable/main.cts' },
  platform: 'node',
  // Loaded by who has them: MQTT, sensors of macOS, and niceness, which no pool of ours sets.
  external: ['mqtt', 'aedes', 'osx-temperature-sensor', 'macos-temperature-sensor', '@napi-rs/nice'],
  moduleTypes: { '.wasm': 'base64' },
  treeshake: { moduleSideEffects: true },
  plugins: [portable],
  output: {
    dir: 'dist/portable',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    codeSplitting: false,
    minify: true,
    // Minified, the packages have lost their licences, which are to come along.
    postFooter: ({ moduleIds }) => licencesOf(moduleIds),
  },
});
