import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSensors } from '../../../src/hashrate/sensors/open-sensors.js';
import { TemperatureGuard } from '../../../src/hashrate/sensors/temperature-guard.js';
import { Vcgencmd } from '../../../src/hashrate/sensors/vcgencmd.js';
import { change, type Files, rootOf, rootOfModel } from '../fixture-roots.js';

/** A program in the place of vcgencmd, which also counts how often it is started. */
function fake(script: string) {
  const root = rootOf();
  const [program, log] = [join(root, 'vcgencmd'), join(root, 'log')];
  const write = (script: string) => {
    change(root, { vcgencmd: `#!/bin/sh\necho "$1" >> ${log}\n${script}\n` });
    chmodSync(program, 0o755);
  };
  write(script);
  const questions = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { program, questions, write };
}

const ANSWERS = `case "$1" in
  get_throttled) echo throttled=0x50005;;
  measure_temp) echo "temp=48.3'C";;
  *) exit 9;;
esac`;

/** A Raspberry Pi whose kernel tells nothing of it. */
const SILENT: Files = { 'sys/class/thermal': undefined, 'sys/class/hwmon': undefined };

const open = (script: string, files: Files = {}, patience = 5000) => {
  const { program, ...rest } = fake(script);
  const root = rootOfModel('4-model-b', files);
  return { sensors: openSensors({ platform: 'linux', root, vcgencmd: program, patience }), ...rest };
};

// The clock alone: programs take the time that they take.
beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** The second in which it is asked once is over. */
const anotherSecond = () => vi.advanceTimersByTime(1000);

const ignored = { throttling: [], occurred: [] };

describe('vcgencmd', () => {
  it('tells the throttling where there is no file for it, and the temperature too', async () => {
    const { sensors, questions } = open(ANSWERS, SILENT);
    const throttled = ['under-voltage', 'throttled'];
    const all = { celsius: 48.3, megahertz: 1500, throttling: throttled, occurred: throttled };
    expect(await sensors.read()).toEqual(all);
    expect(questions()).toEqual(['get_throttled', 'measure_temp']);
    // From then on not more than one a second, in turn; in between, the last answer holds.
    expect(await sensors.read()).toEqual(all);
    for (const asked of [3, 4, 5]) {
      anotherSecond();
      expect(await sensors.read()).toEqual(all);
      expect(questions()).toHaveLength(asked);
    }
    expect(questions().slice(2)).toEqual(['get_throttled', 'measure_temp', 'get_throttled']);
    expect(sensors.notes).toEqual([]);
  });

  it('is enough for a limit of the temperature', async () => {
    const { sensors } = open(ANSWERS, SILENT);
    const guard = await TemperatureGuard.open({ sensors, maxCelsius: 75, onEvent: () => {} });
    expect(guard.celsius).toBe(48.3);
  });

  it('is asked once by reads that overlap', async () => {
    const { sensors, questions } = open(ANSWERS);
    const [one, other] = await Promise.all([sensors.read(), sensors.read()]);
    expect(one).toEqual(other);
    expect(questions()).toHaveLength(1);
  });

  it('is not asked for what a file tells', async () => {
    const throttled = 'sys/devices/platform/soc/soc:firmware/get_throttled';
    const { sensors, questions } = open(ANSWERS, { [throttled]: '0\n' });
    expect(await sensors.read()).toMatchObject({ celsius: 55.017, throttling: [], occurred: [] });
    expect(questions()).toEqual([]);
  });

  it('is not started on a device that is no Raspberry Pi', async () => {
    const { program, questions } = fake(ANSWERS);
    const sensors = openSensors({ platform: 'linux', root: rootOf(), vcgencmd: program });
    expect(await sensors.read()).toEqual({});
    expect(questions()).toEqual([]);
    expect(sensors.notes).toEqual([]);
  });

  const denied = /^vcgencmd may not ask the firmware: add the user to the group video/;
  it.each([
    ['denied, as older ones say it', 'echo "VCHI initialization failed"; exit 255', denied],
    ['denied, as newer ones do', `echo "Can't open device file: /dev/vcio" >&2; exit 1`, denied],
    ['denied, though it ends well', `echo "Can't open device file: /dev/vcio_gencmd"`, denied],
    ['failing', 'echo "alice has no luck" >&2; exit 3', /^vcgencmd failed \(exit code 3\)\.$/],
    ['killed', 'kill -9 $$', /^vcgencmd failed \(exit code none\)\.$/],
  ])('%s: says why, once, and is not asked again', async (_, script, note) => {
    const { sensors, questions } = open(script);
    // What the kernel tells is told all the same.
    expect(await sensors.read()).toMatchObject({ celsius: 55.017, megahertz: 1500, ...ignored });
    anotherSecond();
    await sensors.read();
    expect(questions()).toHaveLength(1);
    expect(sensors.notes).toEqual([expect.stringMatching(note)]);
  });

  it('missing: says why, once', async () => {
    for (const vcgencmd of ['/nonexistent/vcgencmd', 'no-such-program-anywhere']) {
      const sensors = openSensors({ platform: 'linux', root: rootOfModel('4-model-b', SILENT), vcgencmd });
      expect(await sensors.read()).toEqual({ megahertz: 1500 });
      await sensors.read();
      expect(sensors.notes).toEqual([expect.stringMatching(/^vcgencmd is not installed, /)]);
    }
  });

  it('that may not be started: says why', async () => {
    const sensors = openSensors({ platform: 'linux', root: rootOfModel('4-model-b'), vcgencmd: rootOf() });
    await sensors.read();
    expect(sensors.notes).toEqual([expect.stringMatching(/^vcgencmd may not be started by this user/)]);
  });
});

describe('vcgencmd, one question after the other', () => {
  /** Asks it once a second. */
  async function askOften(program: string, times: number, patience = 5000) {
    const vcgencmd = new Vcgencmd({ program, questions: ['get_throttled'], patience });
    const answers: (string | undefined)[] = [];
    for (let i = 0; i < times; i++) {
      await vcgencmd.refresh();
      answers.push(vcgencmd.answer('get_throttled'));
      anotherSecond();
    }
    const { notes, isUsable } = vcgencmd;
    return { answers, notes, isUsable };
  }

  it('hanging: is ended, and given up after the third time', async () => {
    // What it has started keeps its pipes open.
    const { program, questions } = fake('sleep 5; echo throttled=0x0');
    expect(await askOften(program, 5, 100)).toEqual({
      answers: Array(5).fill(undefined),
      notes: ['vcgencmd does not answer.'],
      isUsable: false,
    });
    // On a busy machine, some are ended before they come so far.
    expect(questions().length).toBeLessThanOrEqual(3);
  });

  it('telling garbage: is given up after the third time', async () => {
    const { program, questions } = fake('echo throttled=0xlots; head -c 100000 /dev/zero');
    expect(await askOften(program, 5)).toMatchObject({ notes: ['vcgencmd answers what makes no sense.'] });
    expect(questions()).toHaveLength(3);
  });

  it('telling garbage once: is asked on', async () => {
    const { program } = fake(`[ $(wc -l < $(dirname $0)/log) = 2 ] && echo error || echo throttled=0x1`);
    expect(await askOften(program, 4)).toEqual({
      answers: ['0x1', undefined, '0x1', '0x1'],
      notes: [],
      isUsable: true,
    });
  });
});
