import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { decodeTick } from '../../../src/clockchain/tick/tick-codec.js';
import { jsonLines, run, start } from '../command.js';

const sha256d = (bytes: Uint8Array) =>
  createHash('sha256').update(createHash('sha256').update(bytes).digest()).digest();

test('prints a tick with so many zeros', async () => {
  const { code, stdout, stderr } = await run(['clock', 'tick', '3']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const fields = new Map(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(0, 11).trim(), line.slice(11)]),
  );
  expect([...fields.keys()]).toEqual(['hash', 'nonce', 'header', 'device', 'signature', 'tries']);
  expect(fields.get('hash')).toMatch(/^000/);
  const header = Buffer.from(fields.get('header')!, 'hex');
  expect(sha256d(header).reverse().toString('hex')).toBe(fields.get('hash'));
  expect(header.readUInt32LE(76)).toBe(Number(fields.get('nonce')));
  expect(fields.get('tries')).toMatch(/ 4,096 are expected$/);
});

test('--json: with its record, signed by its device', async () => {
  const { code, stdout } = await run([
    'clock',
    'tick',
    '1',
    '--json',
    '--session',
    'garden',
    '--threads',
    '1',
  ]);
  expect(code).toBe(0);
  const [line] = jsonLines(stdout);
  expect(line).toMatchObject({ type: 'tick', session: 'garden', difficulty: 1 });
  expect(line!.tries).toBeGreaterThan(0);
  const { header, device, signature } = decodeTick(Buffer.from(line!.record, 'hex'));
  expect(header.toHex()).toBe(line!.header);
  expect(header.previousBlockHash).toBe(
    Buffer.from(sha256d(Buffer.from('garden')))
      .reverse()
      .toString('hex'),
  );
  const x = Buffer.from(device).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  expect(verify(null, sha256d(header.toBytes()), key, signature)).toBe(true);
});

test.each([
  [['clock'], /^mine-wasm: clock: expected one of tick.*, got none\n$/],
  [['clock', 'tock'], /^mine-wasm: clock: expected .*tick.*, got "tock"\n$/],
  [['clock', 'tick'], /^mine-wasm: <difficulty>: expected a value, got none\n$/],
  [['clock', 'tick', '64'], /^mine-wasm: <difficulty>: expected an integer from 0 to 63, .*, got "64"\n$/],
  [
    ['clock', 'tick', '3', '--session', '../x'],
    /^mine-wasm: --session: expected a name .*, got "\.\.\/x"\n$/,
  ],
  [['clock', 'tick', '3', '--threads', '0'], /^mine-wasm: --threads: expected an integer from 1 to 256/],
])('%s is refused', async (args, message) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(message);
});

test('Ctrl-C ends it', async () => {
  const running = start(['clock', 'tick', '63', '--threads', '1']);
  await running.shows('stderr', /^16\^63 tries are expected$/m);
  running.child.kill('SIGINT');
  expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
});
