import { defineConfig } from 'vite';
import { licencesOf } from '../scripts/bundled-licences.js';
import { CONTENT_SECURITY_POLICY, PAGE_HEADERS } from '../src/cli/demo/page-headers.js';

/** Puts the policy into the built page, for hosts that send no headers. Not in development: Vite itself needs more. */
const policyInPage = {
  name: 'policy-in-page',
  apply: 'build' as const,
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend' as const,
    },
  ],
};

const { 'cross-origin-opener-policy': opener, 'cross-origin-embedder-policy': embedder } = PAGE_HEADERS;

export default defineConfig({
  root: import.meta.dirname,
  // Relative addresses: the page works from any folder of a host.
  base: './',
  plugins: [policyInPage],
  worker: { format: 'es' },
  server: {
    headers: { 'cross-origin-opener-policy': opener, 'cross-origin-embedder-policy': embedder },
    // The page's modules come from src/, its kernels from build/.
    fs: { allow: ['..'] },
  },
  build: {
    outDir: '../dist/demo',
    emptyOutDir: true,
    target: 'es2022',
    // WASM as data: would be loaded by everybody, and forbidden by the policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Minified, the packages have lost their licences, which are to come along.
    rolldownOptions: { output: { postFooter: ({ moduleIds }) => licencesOf(moduleIds) } },
  },
});
