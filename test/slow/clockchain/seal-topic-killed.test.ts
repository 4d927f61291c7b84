/** kill −9 at random moments of `clock seal` at mosquitto: every published reading with an id is sealed exactly once, and provable. */
import { rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import mqtt from 'mqtt';
import { expect, onTestFinished, test } from 'vitest';
import { chainFileName } from '../../../src/clockchain/device/device-folder.js';
import { checkProof } from '../../../src/clockchain/readings/check-proof.js';
import {
  decodeReadings,
  JOURNAL_FORMAT,
  READINGS_KIND,
} from '../../../src/clockchain/readings/journal-format.js';
import { makeProof } from '../../../src/clockchain/readings/make-proof.js';
import { RecordReader } from '../../../src/clockchain/records/record-reader.js';
import { jsonLines, run, start, temporaryFolder } from '../../cli/command.js';
import { randomFrom } from '../../cli/interruptions.js';
import { brokerFolder, installMosquitto, startMosquitto } from '../../support/mosquitto.js';

installMosquitto();

const KILLS = 25;
const EASY = ['--difficulty', '2', '--count', '5', '--age', '1s', '--threads', '1', '--json'];

/** The lines that the journal has, by number. */
async function journaled(path: string): Promise<string[]> {
  const file = await open(path);
  const reader = new RecordReader(file, path, JOURNAL_FORMAT);
  const lines: string[] = [];
  for (let records = await reader.next(); records !== undefined; records = await reader.next()) {
    for (const { kind, body } of records) {
      if (kind !== READINGS_KIND) continue;
      for (const { bytes } of decodeReadings(body, new Uint8Array(32))!) {
        lines.push(Buffer.from(bytes).toString());
      }
    }
  }
  await file.close();
  return lines;
}

test('readings that are published all the while', async () => {
  const random = randomFrom(20_261_122);
  const dir = temporaryFolder();
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const port = await startMosquitto(brokerFolder(), ['allow_anonymous true', 'max_queued_messages 0']);
  const url = `mqtt://127.0.0.1:${port}`;
  const seal = ['clock', 'seal', '--dir', dir, '--broker', url, '--topic', 'sensors/+', ...EASY];

  // What is published before the session began is nobody's.
  const first = start(seal);
  const publisher = await mqtt.connectAsync(url);
  onTestFinished(() => publisher.endAsync(true));
  await publisher.publishAsync('sensors/0', '{"id":0}', { qos: 1, retain: true });
  await first.shows('stdout', (text) => text.includes('acknowledged'));
  const published = ['{"id":0}'];
  let isOver = false;
  const feed = (async () => {
    while (!isOver) {
      const lines = Array.from({ length: 1 + random(3) }, () => {
        const line = JSON.stringify({ id: published.length, pad: 'x'.repeat(random(200)) });
        published.push(line);
        return line;
      });
      // Each tenth message twice: its publisher did not hear that it had come.
      for (let copy = 0; copy < (random(10) === 0 ? 2 : 1); copy++) {
        await publisher.publishAsync(`sensors/${random(4)}`, lines.join('\n'), { qos: 1 });
      }
      await setTimeout(random(12));
    }
  })();
  let running = first;
  for (let kill = 0; kill < KILLS; kill++) {
    await setTimeout(random(1200));
    running.child.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    running = start(seal);
  }
  isOver = true;
  await feed;
  const files = ['chain', 'journal'].map((end) =>
    join(dir, chainFileName('readings')).replace(/chain$/, end),
  ) as [string, string];
  // Until nothing that was published is missing.
  for (let last = -1; last < published.length; await setTimeout(100)) {
    last = (await journaled(files[1])).length;
    expect(running.child.exitCode).toBe(null);
  }
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  expect(code).toBe(0);
  expect(jsonLines(stderr).at(-1)).toMatchObject({ type: 'end', refused: 0 });

  const lines = await journaled(files[1]);
  expect([...lines].sort()).toEqual([...published].sort());
  expect(published.length).toBeGreaterThan(20 * KILLS);
  expect(await run(['clock', 'verify', files[0]])).toMatchObject({ code: 0 });
  for (let number = 1; number <= lines.length; number += 1 + random(40)) {
    const proven = checkProof(await makeProof({ chain: files[0], journal: files[1], number }));
    expect(proven.text).toBe(lines[number - 1]);
  }
});
