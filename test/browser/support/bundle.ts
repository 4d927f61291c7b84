import { fileURLToPath } from 'node:url';
import { build } from 'rolldown';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Bundles a page's or worker's script of test/browser/ for a browser. Modules of Node that it asks for are an error. */
export async function bundle(path: string): Promise<string> {
  const { output } = await build({
    cwd: ROOT,
    input: path,
    platform: 'browser',
    treeshake: { moduleSideEffects: true },
    plugins: [
      {
        name: 'in-a-browser',
        async resolveId(source, importer) {
          if (source.startsWith('node:')) throw new Error(`${importer} asks for ${source}`);
          if (!source.endsWith('/sha256.js') || importer?.includes('node_modules')) return undefined;
          return `${ROOT}test/browser/support/sha256.ts`;
        },
      },
    ],
    write: false,
    output: { format: 'es', codeSplitting: false },
  });
  return output[0].code;
}
