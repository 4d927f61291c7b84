import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { GuardParts } from '../../src/cli/max-temp.js';
import { Output } from '../../src/cli/output.js';
import { search } from '../../src/cli/search.js';
import { solo } from '../../src/cli/solo.js';
import { openSensors } from '../../src/hashrate/sensors/open-sensors.js';
import { RegtestNode } from '../node/support/regtest-node.js';
import { jsonLines, run, temporaryFolder } from './command.js';
import { BLOCK } from './samples.js';

/** Some 33,000 nonces with one solution: the calling thread's work, which needs no built worker. */
const WINDOW = {
  header: BLOCK.header,
  nonceStart: String(BLOCK.nonce - 30_000),
  nonceEnd: String(BLOCK.nonce + 3000),
};

/** Keeps what is told instead of writing it. */
class RecordingOutput extends Output {
  readonly results: string[] = [];
  readonly notes: string[] = [];
  readonly events: object[] = [];
  #onNews = () => {};

  override async result(text: string): Promise<void> {
    this.results.push(text);
  }

  override note(message: string): void {
    this.notes.push(message);
    this.#onNews();
  }

  override event(object: object): void {
    this.events.push(object);
    this.#onNews();
  }

  /** Resolves when a note fits. */
  async hasNote(pattern: RegExp): Promise<void> {
    while (!this.notes.some((note) => pattern.test(note))) {
      await new Promise<void>((resolve) => {
        this.#onNews = resolve;
      });
    }
  }
}

/** Sensors that tell what a test sets, and a timer that ticks when a test wants it to. */
function weather(celsius: number | undefined) {
  const state = { celsius, isOver: false };
  let tick = () => {};
  const parts: GuardParts = {
    sensors: { read: async () => ({ celsius: state.celsius }) },
    every: (_, call) => {
      tick = call;
      return () => {
        state.isOver = true;
      };
    },
  };
  return { state, parts, tick: () => tick() };
}

describe('--max-temp of a search', () => {
  it('starts paused where it is too hot, goes on when it has cooled, and finds', async () => {
    const output = new RecordingOutput();
    const { state, parts, tick } = weather(85.04);
    const running = search({ ...WINDOW, maxTemp: '80' }, output, parts);
    await output.hasNote(/^Paused/);
    for (const celsius of [79, 75]) {
      state.celsius = celsius;
      tick();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(output.results).toEqual([]);
    state.celsius = 74.8;
    tick();
    expect(await running).toBe(0);
    expect(output.results).toHaveLength(1);
    expect(output.results[0]).toContain(`nonce   ${BLOCK.nonce}\n`);
    expect(output.notes).toContain('Paused at 85 °C; goes on below 75 °C');
    expect(output.notes.some((note) => /^Goes on at 74\.8 °C after \d+ ms$/.test(note))).toBe(true);
    expect(output.notes.at(-1)).toMatch(/^Paused for \d+ ms in all$/);
    expect(state.isOver).toBe(true);
  });

  it('tells programs the same as events', async () => {
    const output = new RecordingOutput();
    output.isJson = true;
    const { state, parts, tick } = weather(85.04);
    const running = search({ ...WINDOW, maxTemp: '80', json: true }, output, parts);
    await output.hasNote(/^Searching/);
    state.celsius = 70;
    tick();
    expect(await running).toBe(0);
    expect(output.events).toEqual([
      { type: 'paused', celsius: 85.04, resumeBelow: 75 },
      { type: 'resumed', celsius: 70, seconds: expect.any(Number) },
    ]);
  });

  it('ends paused as any other: a time limit passes, and the file has what is left', async () => {
    const output = new RecordingOutput();
    const { state, parts } = weather(85);
    const resume = join(temporaryFolder(), 'state.json');
    expect(await search({ ...WINDOW, maxTemp: '80', timeout: '0.3', resume }, output, parts)).toBe(124);
    expect(JSON.parse(readFileSync(resume, 'utf8'))).toMatchObject({
      left: [[WINDOW.nonceStart, WINDOW.nonceEnd]],
      hashes: 0,
    });
    expect(output.notes.some((note) => note.startsWith('Time is up after 0 H'))).toBe(true);
    expect(state.isOver).toBe(true);
  });

  it('says nothing where it never gets too hot', async () => {
    const output = new RecordingOutput();
    const { state, parts } = weather(50);
    expect(await search({ ...WINDOW, maxTemp: '80' }, output, parts)).toBe(0);
    expect(output.notes.filter((note) => /pause|°C/i.test(note))).toEqual([]);
    expect(output.events).toEqual([]);
    expect(state.isOver).toBe(true);
  });

  it('needs a sensor, before a file is made or anything is searched', async () => {
    const output = new RecordingOutput();
    const resume = join(temporaryFolder(), 'state.json');
    const { parts } = weather(undefined);
    await expect(search({ ...WINDOW, maxTemp: '80', resume }, output, parts)).rejects.toMatchObject({
      name: 'FlagError',
      code: 'ERR_NO_SENSOR',
      flag: '--max-temp',
    });
    expect(() => readFileSync(resume)).toThrow('ENOENT');
    expect(output.notes).toEqual([]);
  });
});

describe('--max-temp of the command, on this machine', () => {
  it('pauses with a sensor that is above 20 °C, and is refused without a sensor', async () => {
    const flags = ['--header', BLOCK.header, '--max-temp', '20', '--timeout', '2', '--json'];
    const { code, stdout, stderr } = await run(flags);
    const told = jsonLines(stderr);
    const { celsius } = await openSensors().read();
    if (celsius === undefined) {
      expect(code).toBe(2);
      expect(stdout).toBe('');
      expect(told).toEqual([
        {
          type: 'error',
          code: 'ERR_NO_SENSOR',
          message: 'expected a device that tells its temperature, got one without such a sensor',
          option: '--max-temp',
        },
      ]);
    } else if (celsius > 20) {
      expect(code).toBe(124);
      const [paused] = told.filter(({ type }) => type === 'paused');
      expect(paused).toEqual({ type: 'paused', celsius: expect.any(Number), resumeBelow: 15 });
      expect(paused?.celsius).toBeGreaterThan(20);
      expect(jsonLines(stdout)).toMatchObject([{ type: 'timeout', hashes: 0 }]);
    }
  });
});

describe('--max-temp of solo', () => {
  const flagsFor = (node: RegtestNode) => ({
    url: node.url,
    script: '51',
    threads: '1',
    blocks: '2',
    kernel: 'simd',
    journal: temporaryFolder(),
    maxTemp: '80',
  });

  it('follows the node while it rests, and mines when it has cooled', async () => {
    const node = await RegtestNode.start();
    const output = new RecordingOutput();
    const { state, parts, tick } = weather(91);
    const running = solo(flagsFor(node), output, parts);
    await output.hasNote(/^Height 1: difficulty/);
    expect(output.notes[0]).toBe('Paused at 91 °C; goes on below 75 °C');
    // Somebody else's block: what it would mine next is another.
    node.mineElsewhere();
    await output.hasNote(/^Height 2: difficulty/);
    expect(output.results).toEqual([]);
    state.celsius = 60;
    tick();
    expect(await running).toBe(0);
    expect(output.results.map((line) => line.split(' ')[0])).toEqual(['2', '3']);
    expect(output.notes.at(-1)).toMatch(/^Paused for .* in all$/);
    expect(state.isOver).toBe(true);
  });

  it('needs a sensor, before the node is asked', async () => {
    const node = await RegtestNode.start();
    const { parts } = weather(undefined);
    await expect(solo(flagsFor(node), new RecordingOutput(), parts)).rejects.toMatchObject({
      code: 'ERR_NO_SENSOR',
      flag: '--max-temp',
    });
    expect(node.asked).toEqual([]);
  });
});
