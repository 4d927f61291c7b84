import { namesIn, readText, readTextAsync, wholeNumber } from '../device/system-files.js';

const ZONES = 'sys/class/thermal';
const CHIPS = 'sys/class/hwmon';

/**
 * The kernel's thermal zones of processors: `cpu-thermal` (Raspberry Pi), `x86_pkg_temp` (Intel), `soc-thermal`,
 * `bigcore0-thermal`, … Not `acpitz`, which is somewhere on the board, nor `gpu-thermal`.
 */
const PROCESSOR_ZONE = /x86_pkg_temp|cpu|soc|core|package/i;
const OTHER_ZONE = /gpu|battery|pch|wifi/i;

/** Linux' drivers for processors' own sensors, by the name that they give: Intel, AMD (two), ARM boards. */
const PROCESSOR_CHIPS = new Set(['coretemp', 'k10temp', 'zenpower', 'cpu_thermal', 'soc_thermal']);

/** Below is a sensor that is broken (−273) or not connected, and above no processor runs: most stop at 85 to 115. */
const LOWEST_CELSIUS = -40;
const HIGHEST_CELSIUS = 150;

/** Files that tell the processor's temperature, in groups, the best first. */
export function findTemperatureFiles(root: string): readonly (readonly string[])[] {
  return [zoneFiles(root), ...chipFiles(root)].filter((files) => files.length > 0);
}

/** The hottest of the first group of which any file tells a temperature. @returns °C */
export async function readTemperature(
  root: string,
  groups: readonly (readonly string[])[],
): Promise<number | undefined> {
  for (const files of groups) {
    const texts = await Promise.all(files.map((file) => readTextAsync(root, file)));
    const readings = texts.flatMap(
      (text) => plausibleCelsius((wholeNumber(text) ?? Number.NaN) / 1000) ?? [],
    );
    if (readings.length > 0) return Math.max(...readings);
  }
  return undefined;
}

/** The reading, or undefined if no processor can have it. A dead sensor says 0. */
export function plausibleCelsius(celsius: number): number | undefined {
  const isPlausible = celsius >= LOWEST_CELSIUS && celsius <= HIGHEST_CELSIUS && Math.abs(celsius) >= 1;
  return isPlausible ? celsius : undefined;
}

function zoneFiles(root: string): string[] {
  return namesIn(root, ZONES)
    .filter((name) => /^thermal_zone\d+$/.test(name))
    .filter((name) => {
      const type = readText(root, `${ZONES}/${name}/type`) ?? '';
      return PROCESSOR_ZONE.test(type) && !OTHER_ZONE.test(type);
    })
    .map((name) => `${ZONES}/${name}/temp`);
}

function chipFiles(root: string): string[][] {
  return namesIn(root, CHIPS)
    .map((name) => `${CHIPS}/${name}`)
    .filter((folder) => PROCESSOR_CHIPS.has(readText(root, `${folder}/name`) ?? ''))
    .map((folder) => {
      const inputs = namesIn(root, folder)
        .filter((name) => /^temp\d+_input$/.test(name))
        .map((name) => ({
          file: `${folder}/${name}`,
          label: readText(root, `${folder}/${name.replace('input', 'label')}`) ?? '',
        }));
      // Intel has one of the whole package beside one for each core; AMD's Tctl can be 10 or 27 °C above Tdie, the real one.
      const whole = inputs.filter(({ label }) => /^(Package id \d+|Tdie)$/.test(label));
      return (whole.length > 0 ? whole : inputs).map(({ file }) => file);
    });
}
