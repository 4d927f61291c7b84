import { readCpuInfo } from '../device/cpu-info.js';
import { readDeviceTree } from '../device/device-tree.js';
import { isLinux } from '../device/host.js';
import { known } from '../device/known.js';
import { isRaspberryPi } from '../device/raspberry-pi.js';
import { type Ask, createAsk } from '../device/system-information.js';
import { findPolicies, readFrequency } from './frequency.js';
import type { SensorReading, Sensors } from './sensors.js';
import { findTemperatureFiles, plausibleCelsius, readTemperature } from './temperature.js';
import { decodeThrottling, type Throttling } from './throttle-bits.js';
import { findFirmwareFile, findVoltageAlarm, ThrottleFile } from './throttle-files.js';
import { type Question, Vcgencmd } from './vcgencmd.js';

export interface OpenSensorsOptions {
  /** Where Linux shows /proc and /sys; tests give another. */
  readonly root?: string | undefined;
  readonly platform?: NodeJS.Platform | undefined;
  /** Raspberry Pi's program that asks the firmware: a name in PATH, or a path. */
  readonly vcgencmd?: string | undefined;
  /** How long it may take, in milliseconds. */
  readonly patience?: number | undefined;
  readonly ask?: Ask | undefined;
}

/** Sensors that say why something isn't told. */
export interface DeviceSensors extends Sensors {
  readonly notes: readonly string[];
}

/** Looks which sensors there are. Each `read` is cheap then: a few small files, at most one program a second. */
export function openSensors({
  root = '/',
  platform = process.platform,
  vcgencmd = 'vcgencmd',
  patience,
  ask = createAsk(),
}: OpenSensorsOptions = {}): DeviceSensors {
  if (!isLinux({ platform })) return new OtherSensors(ask);
  return new LinuxSensors(root, vcgencmd, patience);
}

class LinuxSensors implements DeviceSensors {
  readonly #root: string;
  readonly #temperatures: ReturnType<typeof findTemperatureFiles>;
  readonly #policies: ReturnType<typeof findPolicies>;
  readonly #firmware: ThrottleFile | undefined;
  readonly #voltage: ThrottleFile | undefined;
  readonly #vcgencmd: Vcgencmd;

  constructor(root: string, program: string, patience: number | undefined) {
    this.#root = root;
    this.#temperatures = findTemperatureFiles(root);
    this.#policies = findPolicies(root);
    const [firmware, alarm] = [findFirmwareFile(root), findVoltageAlarm(root)];
    this.#firmware = firmware === undefined ? undefined : ThrottleFile.ofFirmware(root, firmware);
    this.#voltage = alarm === undefined ? undefined : ThrottleFile.ofVoltageAlarm(root, alarm);
    const questions: Question[] = [];
    // Elsewhere there is no such program.
    if (isRaspberryPi(readDeviceTree(root), readCpuInfo(root))) {
      if (this.#firmware === undefined) questions.push('get_throttled');
      if (this.#temperatures.length === 0) questions.push('measure_temp');
    }
    this.#vcgencmd = new Vcgencmd({ program, questions, patience });
  }

  get notes(): readonly string[] {
    return this.#vcgencmd.notes;
  }

  async read(): Promise<SensorReading> {
    const [celsius, megahertz] = await Promise.all([
      readTemperature(this.#root, this.#temperatures),
      readFrequency(this.#root, this.#policies),
      this.#vcgencmd.refresh(),
    ]);
    const measured = Number(this.#vcgencmd.answer('measure_temp') ?? Number.NaN);
    return known({
      celsius: celsius ?? plausibleCelsius(measured),
      megahertz,
      ...(await this.#readThrottling()),
    });
  }

  async #readThrottling(): Promise<Throttling | undefined> {
    if (this.#firmware !== undefined) return this.#firmware.read();
    const told = decodeThrottling(this.#vcgencmd.answer('get_throttled'));
    return told ?? (this.#vcgencmd.isUsable ? undefined : this.#voltage?.read());
  }
}

/** Other systems have their own tools, and starting those takes Windows a second: not more often than this. */
const INTERVAL_MILLISECONDS = 10_000;

/** The temperature where systeminformation finds one; the last answer counts until the next is due. */
class OtherSensors implements DeviceSensors {
  readonly notes: readonly string[] = [];
  readonly #ask: Ask;
  #askedAt = Number.NEGATIVE_INFINITY;
  #celsius: number | undefined;
  #isSilent = false;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async read(): Promise<SensorReading> {
    const now = performance.now();
    if (!this.#isSilent && now - this.#askedAt >= INTERVAL_MILLISECONDS) {
      const isFirst = this.#askedAt === Number.NEGATIVE_INFINITY;
      this.#askedAt = now;
      const answer = await this.#ask((si) => si.cpuTemperature());
      this.#celsius = plausibleCelsius(answer?.main ?? Number.NaN);
      // It finds none on most, and won't the next time.
      if (isFirst && this.#celsius === undefined) this.#isSilent = true;
    }
    return known({ celsius: this.#celsius });
  }
}
