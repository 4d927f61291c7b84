import { cardText } from '../card/card-text.js';
import type { CpuFacts } from '../card/device-card.js';
import { known } from './known.js';
import { namesIn, readText, wholeNumber } from './system-files.js';

const FOLDER = 'sys/devices/system/cpu/cpufreq';
/** Where kernels before 4.2 have the only one. */
const FIRST_CORE = 'sys/devices/system/cpu/cpu0/cpufreq';

/** The folders of Linux' frequency policies, each for cores that share a clock; empty without frequency scaling. */
export function frequencyPolicies(root: string): string[] {
  const policies = namesIn(root, FOLDER).filter((name) => /^policy\d+$/.test(name));
  return policies.length > 0 ? policies.map((name) => `${FOLDER}/${name}`) : [FIRST_CORE];
}

/** What the clock can be set to, over all cores, and what sets it. */
export function readClock(root: string): Pick<CpuFacts, 'minMegahertz' | 'maxMegahertz' | 'governor'> {
  const policies = frequencyPolicies(root);
  const all = (name: string) => policies.map((folder) => readText(root, `${folder}/${name}`));
  const rates = (name: string) => all(name).flatMap((text) => kilohertz(text) ?? []);
  const [lowest, highest] = [rates('cpuinfo_min_freq'), rates('cpuinfo_max_freq')];
  const governors = new Set(all('scaling_governor').filter((name) => name !== undefined));
  return {
    ...(lowest.length > 0 && { minMegahertz: Math.min(...lowest) / 1000 }),
    ...(highest.length > 0 && { maxMegahertz: Math.max(...highest) / 1000 }),
    ...known({ governor: cardText([...governors].join(' + ')) }),
  };
}

/** Linux tells clocks in kHz; undefined for what is none between 1 MHz and 100 GHz. */
export function kilohertz(text: string | undefined): number | undefined {
  const rate = wholeNumber(text);
  return rate !== undefined && rate >= 1e3 && rate <= 1e8 ? rate : undefined;
}
