/**
 * Makes dist/browser/ for pages without a bundler (docs/decisions/0015-the-engine-in-browsers.md): mine-wasm.js, the browser's
 * library with its kernels and its workers' script in one file, and worker.js, that script as a file of its own, for pages whose
 * CSP has no `blob:`.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';
import { licencesOf } from './bundled-licences.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Modules that find something beside themselves, each with the one that takes its place. */
const REPLACED = {
  'src/engine/kernel-urls.ts': 'src/standalone/kernel-urls.ts',
  'src/engine/web-worker-file.ts': 'src/standalone/web-worker-file.ts',
};
const SCRIPT = './worker.txt';

/** @type {import('rolldown').OutputOptions} */
const output = {
  format: 'es',
  codeSplitting: false,
  minify: true,
};
/** Fails where a module asks for Node, or finds something beside itself that won't be there. */
const pure = {
  name: 'pure',
  /** @param {string} code @param {string} id */
  transform(code, id) {
    if (id.startsWith(root) && /\bimport\.meta\b|['"]node:/.test(code)) {
      throw new Error(
        `Expected modules that find nothing beside themselves, got import.meta or node: in ${id}`,
      );
    }
  },
};

const {
  output: [worker],
} = await build({
  cwd: root,
  input: 'src/engine/web-worker.ts',
  platform: 'browser',
  // The package's `sideEffects: false` speaks of the library; this is nothing but side effects.
  treeshake: { moduleSideEffects: true },
  plugins: [pure],
  write: false,
  output,
});
const script = worker.code;

const missing = new Set([...Object.keys(REPLACED), SCRIPT]);

/** @type {import('rolldown').Plugin} */
const standalone = {
  name: 'standalone',
  async resolveId(source, importer, options) {
    if (source === SCRIPT) {
      missing.delete(SCRIPT);
      return SCRIPT;
    }
    const resolved = await this.resolve(source, importer, { ...options, skipSelf: true });
    const path = resolved?.id.replace(root, '');
    if (path === undefined || !(path in REPLACED)) return undefined;
    missing.delete(path);
    return root + REPLACED[/** @type {keyof typeof REPLACED} */ (path)];
  },
  load: (id) =>
    id === SCRIPT ? { code: `export default ${JSON.stringify(script)}`, moduleType: 'js' } : undefined,
  buildEnd(error) {
    if (error !== undefined || missing.size === 0) return;
    throw new Error(`Expected the library to load ${[...missing].join(', ')}, got none of it`);
  },
};

await build({
  cwd: root,
  input: { 'mine-wasm': 'src/browser.ts' },
  platform: 'browser',
  moduleTypes: { '.wasm': 'base64' },
  plugins: [standalone, pure],
  output: {
    ...output,
    dir: 'dist/browser',
    entryFileNames: '[name].js',
    // Minified, the packages have lost their licences, which are to come along.
    postFooter: ({ moduleIds }) => licencesOf(moduleIds),
  },
});
writeFileSync(
  new URL('../dist/browser/worker.js', import.meta.url),
  `${script}\n${licencesOf(worker.moduleIds)}\n`,
);
