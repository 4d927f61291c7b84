import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { EXIT } from '../../src/cli/exit-codes.js';
import { run, start, temporaryFolder } from '../cli/command.js';
import { settings, UNITS, unit, withoutMaxTemp } from './units.js';

const guide = readFileSync(new URL('../../docs/raspberry-pi.md', import.meta.url), 'utf8');

/** A unit's command as systemd would run it, with these variables. */
function commandOf(text: string, variables: Readonly<Record<string, string>>): string[] {
  const [program, ...words] = withoutMaxTemp(settings(text, 'ExecStart').join()).split(' ');
  expect(program).toBe('mine-wasm');
  const env: Record<string, string> = { ...variables };
  for (const [, name, value] of settings(text, 'Environment')
    .join('\n')
    .matchAll(/(\w+)=(\S+)/g)) {
    env[name!] = value!;
  }
  return words.map((word) =>
    word.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      expect(Object.keys(env)).toContain(name);
      return env[name]!;
    }),
  );
}

describe.each(UNITS)('%s.service', (name) => {
  const text = unit(name);
  const codes = (setting: string) => settings(text, setting).join(' ').split(' ').map(Number);

  it('is in the guide as it is in the file', () => {
    expect(guide).toContain(`\`\`\`ini\n${text}\`\`\``);
  });

  it('goes by the exit codes of the command', () => {
    const isSearch = name === 'mine-wasm-search';
    expect(codes('SuccessExitStatus')).toEqual([...(isSearch ? [EXIT.notFound] : []), EXIT.terminated]);
    expect(codes('RestartPreventExitStatus')).toEqual([EXIT.badInput]);
    expect(settings(text, 'KillSignal')).toEqual(['SIGTERM']);
  });

  it('lets V8 compile', () => {
    expect(settings(text, 'MemoryDenyWriteExecute')).toEqual([]);
  });
});

test('the search of the unit is stopped by SIGTERM, and goes on when it is started again', async () => {
  const folder = temporaryFolder();
  const command = commandOf(unit('mine-wasm-search'), { STATE_DIRECTORY: folder });
  const state = () => JSON.parse(readFileSync(join(folder, 'search.json'), 'utf8'));
  let hashes = 0;
  for (let round = 0; round < 2; round++) {
    const running = start(command);
    await running.shows('stderr', /kernel/);
    // It is saved while it runs, every other second.
    while (state().hashes === hashes) await new Promise((resolve) => setTimeout(resolve, 50));
    running.child.kill('SIGTERM');
    const { code, stderr } = await running.ended;
    expect(code).toBe(EXIT.terminated);
    expect(/Going on after/.test(stderr)).toBe(round > 0);
    expect(state().hashes).toBeGreaterThan(hashes);
    hashes = state().hashes;
  }
});

test('bad input of the unit is what is not tried again', async () => {
  const command = commandOf(unit('mine-wasm-search'), { STATE_DIRECTORY: temporaryFolder() });
  expect(await run(command.map((word) => word.replace(/^[0-9a-f]{152}$/, 'xy')))).toMatchObject({
    code: EXIT.badInput,
  });
});

test('the solo unit names flags that there are, and no password', async () => {
  const command = commandOf(unit('mine-wasm-solo'), {
    RPC_URL: 'http://127.0.0.1:1',
    RPC_USER: 'me',
    ADDRESS: 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080',
  });
  const running = start([...command, '--journal', temporaryFolder()]);
  await running.shows('stderr', /trying again in/);
  running.child.kill('SIGTERM');
  expect((await running.ended).code).toBe(EXIT.terminated);
  expect(unit('mine-wasm-solo')).not.toContain('--password');
});
