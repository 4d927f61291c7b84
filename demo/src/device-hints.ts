import { element } from './dom.js';

// Neither is in TypeScript's lib: the first is in Chromium alone, and the second a draft.
interface Battery extends EventTarget {
  readonly charging: boolean;
  /** 0 … 1. */
  readonly level: number;
}
type PressureState = 'nominal' | 'fair' | 'serious' | 'critical';
interface PressureObserver {
  observe(source: 'cpu', options: { sampleInterval: number }): Promise<void>;
  disconnect(): void;
}
type PressureObserverClass = new (
  onRecords: (records: readonly { readonly state: PressureState }[]) => void,
) => PressureObserver;

const PRESSURE_MILLISECONDS = 2000;

const HEAT: Readonly<Record<PressureState, string | undefined>> = {
  nominal: undefined,
  fair: undefined,
  serious: 'The processor is under pressure, and may get hot. A lower duty or fewer threads cool it.',
  critical: 'The processor is close to its limits, and slows down. A lower duty or fewer threads cool it.',
};

/** What to tell about a battery; undefined when there is nothing. */
export function batteryHint({ charging, level }: Pick<Battery, 'charging' | 'level'>): string | undefined {
  if (charging) return undefined;
  return `On battery, ${Math.round(100 * level)} % left: mining drains it faster than anything else a page does.`;
}

/** Shows hints about battery and heat, where the browser tells, while something mines. */
export class DeviceHints {
  readonly #list: HTMLElement;
  #isActive = false;
  #followsBattery = false;
  #battery: string | undefined;
  #heat: string | undefined;
  #observer: PressureObserver | undefined;

  constructor(list: HTMLElement) {
    this.#list = list;
  }

  set isActive(isActive: boolean) {
    this.#isActive = isActive;
    if (isActive) this.#start();
    else this.#stop();
    this.#show();
  }

  #start(): void {
    if (!this.#followsBattery) {
      this.#followsBattery = true;
      void this.#followBattery();
    }
    const Observer = (globalThis as { PressureObserver?: PressureObserverClass }).PressureObserver;
    if (Observer === undefined || this.#observer !== undefined) return;
    this.#observer = new Observer((records) => {
      this.#heat = HEAT[records.at(-1)?.state ?? 'nominal'];
      this.#show();
    });
    // Forbidden by the browser or not measurable here: then there is no hint.
    this.#observer.observe('cpu', { sampleInterval: PRESSURE_MILLISECONDS }).catch(() => {});
  }

  #stop(): void {
    this.#observer?.disconnect();
    this.#observer = undefined;
    this.#heat = undefined;
  }

  async #followBattery(): Promise<void> {
    const { getBattery } = navigator as { getBattery?: () => Promise<Battery> };
    const battery = await getBattery?.call(navigator).catch(() => undefined);
    if (battery === undefined) return;
    const read = () => {
      this.#battery = batteryHint(battery);
      this.#show();
    };
    for (const event of ['chargingchange', 'levelchange']) battery.addEventListener(event, read);
    read();
  }

  #show(): void {
    const all = this.#isActive ? [this.#battery, this.#heat] : [];
    const hints = all.filter((hint) => hint !== undefined);
    this.#list.hidden = hints.length === 0;
    this.#list.replaceChildren(...hints.map((hint) => element('li', {}, hint)));
  }
}
