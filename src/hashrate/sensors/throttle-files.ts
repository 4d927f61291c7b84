import type { ThrottleFlag } from '../card/device-card.js';
import { namesIn, readText, readTextAsync } from '../device/system-files.js';
import { decodeThrottling, type Throttling } from './throttle-bits.js';

const PLATFORM = 'sys/devices/platform';
const CHIPS = 'sys/class/hwmon';

/**
 * The firmware's word as a file: `soc/soc:firmware/get_throttled`, on a Raspberry Pi 5 below `soc@107c000000`. Raspberry Pi's
 * kernels have it, others don't, and the newest not either. Anybody may read it, and reading starts no program.
 */
export function findFirmwareFile(root: string): string | undefined {
  return namesIn(root, PLATFORM)
    .filter((name) => /^soc(@[\da-f]+)?$/.test(name))
    .map((name) => `${PLATFORM}/${name}/${name}:firmware/get_throttled`)
    .find((file) => readText(root, file) !== undefined);
}

/** The file of the kernel's voltage sensor on a Raspberry Pi, which tells of under-voltage alone. */
export function findVoltageAlarm(root: string): string | undefined {
  return namesIn(root, CHIPS)
    .map((name) => `${CHIPS}/${name}`)
    .filter((folder) => readText(root, `${folder}/name`) === 'rpi_volt')
    .map((folder) => `${folder}/in0_lcrit_alarm`)
    .find((file) => readText(root, file) !== undefined);
}

/**
 * Reads one of the two. The kernel asks the firmware every two seconds and has it forget what had occurred, so that is added
 * up here, from the first read on.
 */
export class ThrottleFile {
  readonly #read: () => Promise<Throttling | undefined>;
  readonly #occurred = new Set<ThrottleFlag>();

  private constructor(read: () => Promise<Throttling | undefined>) {
    this.#read = read;
  }

  static ofFirmware(root: string, file: string): ThrottleFile {
    return new ThrottleFile(async () => decodeThrottling(await readTextAsync(root, file)));
  }

  static ofVoltageAlarm(root: string, file: string): ThrottleFile {
    return new ThrottleFile(async () => {
      const alarm = await readTextAsync(root, file);
      if (alarm !== '0' && alarm !== '1') return undefined;
      return { throttling: alarm === '1' ? ['under-voltage'] : [], occurred: [] };
    });
  }

  async read(): Promise<Throttling | undefined> {
    const now = await this.#read();
    if (now === undefined) return undefined;
    for (const flag of [...now.throttling, ...now.occurred]) this.#occurred.add(flag);
    return { throttling: now.throttling, occurred: [...this.#occurred] };
  }
}
