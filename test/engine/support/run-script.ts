import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ScriptResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a module's source in a Node of its own, where an unhandled rejection is fatal, until it exits by itself. */
export function runScript(source: string, env: NodeJS.ProcessEnv = {}): Promise<ScriptResult> {
  const child = spawn(
    process.execPath,
    ['--unhandled-rejections=strict', '--trace-warnings', '--input-type=module', '--eval', source],
    {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // Only when it hangs: the test then fails by its signal.
      timeout: 45_000,
      killSignal: 'SIGKILL',
    },
  );
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
}
