import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's root. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end. What doesn't end by itself within two minutes has no code. */
export function execute(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Outcome {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
    killSignal: 'SIGKILL',
    env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: join(cwd, '.cache'), ...env },
  });
  if (error !== undefined && (error as NodeJS.ErrnoException).code !== 'ETIMEDOUT') throw error;
  return { code: status, stdout, stderr };
}

/** As {@link execute}, for what has to succeed. @returns its stdout */
function succeed(program: string, args: readonly string[], cwd: string): string {
  const { code, stdout, stderr } = execute(program, args, cwd);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}: ${stderr}${stdout}`);
  return stdout;
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'mine-wasm-package-'));
}

/** Packs what is built. @returns the tarball's path and the files in it */
export function pack(): { tarball: string; files: string[] } {
  const folder = temporaryFolder();
  // Without scripts: what is tested is what the tests were run on, not a build of its own.
  succeed('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], ROOT);
  const tarball = join(folder, readdirSync(folder)[0]!);
  const files = succeed('tar', ['--list', '--file', tarball], folder)
    .trim()
    .split('\n')
    .map((path) => path.replace(/^package\//, ''));
  return { tarball, files };
}

/** A fresh project that has installed packages. */
export class Project {
  readonly folder = temporaryFolder();

  constructor(packages: readonly string[]) {
    this.write('package.json', JSON.stringify({ name: 'consumer', private: true, version: '1.0.0' }));
    succeed('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages], this.folder);
  }

  write(path: string, text: string): string {
    const file = join(this.folder, path);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  /** Runs a script of this text. */
  script(node: string, name: string, text: string, env?: NodeJS.ProcessEnv): Outcome {
    return execute(node, [this.write(name, text)], this.folder, env);
  }

  /** Runs a script. @returns the files that Node loaded for it: paths below node_modules, and the script's name */
  loadedBy(node: string, name: string, text: string): string[] {
    const coverage = mkdtempSync(join(this.folder, 'coverage-'));
    const { code, stderr } = this.script(node, name, text, { NODE_V8_COVERAGE: coverage });
    if (code !== 0) throw new Error(stderr);
    // V8 reports every script that it has run, however it was loaded, one file for each thread.
    return readdirSync(coverage)
      .flatMap((file): { url: string }[] => JSON.parse(readFileSync(join(coverage, file), 'utf8')).result)
      .filter(({ url }) => url.startsWith('file:'))
      .map(({ url }) => fileURLToPath(url).replace(`${this.folder}/`, '').replace('node_modules/', ''));
  }
}

/** The running Node, and Node 24, which the npm package of this platform's binary brings. */
export function installNodes(): Record<string, string> {
  // The package `node` would install it too, by a script that npm 11 doesn't run unasked.
  const name = `node-${process.platform}-${process.arch}`;
  const project = new Project([`${name}@24`]);
  return {
    [`Node ${process.versions.node}`]: process.execPath,
    'Node 24': join(project.folder, 'node_modules', name, 'bin', 'node'),
  };
}
