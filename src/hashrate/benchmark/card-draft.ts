import type { KernelName } from '../../engine/kernel-names.js';
import { packageVersion } from '../../engine/package-version.js';
import { cardText } from '../card/card-text.js';
import {
  type BenchSettings,
  CARD_TYPE,
  CARD_VERSION,
  type DeviceCard,
  type DeviceFacts,
  type GoldenResult,
  type KernelMeasurement,
  type SustainedRun,
  type ThreadsMeasurement,
} from '../card/device-card.js';
import { runtimeFlags } from './runtime-flags.js';

/** A card that is being filled in: what is measured by now. */
export class CardDraft {
  isComplete = false;
  artifacts: Partial<Record<KernelName, string>> = {};
  goldenResults: readonly GoldenResult[] = [];
  kernels: readonly KernelMeasurement[] = [];
  threads: readonly ThreadsMeasurement[] = [];
  sustained: SustainedRun | undefined;
  readonly #date: Date;
  readonly #device: DeviceFacts;
  readonly #settings: BenchSettings;
  readonly #notes: string[] = [];

  constructor(date: Date, device: DeviceFacts, settings: BenchSettings) {
    this.#date = date;
    this.#device = device;
    this.#settings = settings;
  }

  /** Adds sentences, each once. */
  note(...sentences: readonly string[]): void {
    for (const sentence of sentences) {
      const text = cardText(sentence);
      if (text !== undefined && !this.#notes.includes(text)) this.#notes.push(text);
    }
  }

  /** The card as it is now. */
  toCard(): DeviceCard {
    return {
      type: CARD_TYPE,
      version: CARD_VERSION,
      date: this.#date.toISOString(),
      isComplete: this.isComplete,
      notes: [...this.#notes],
      software: {
        version: packageVersion(),
        artifacts: this.artifacts,
        node: process.versions.node,
        v8: process.versions.v8,
        flags: runtimeFlags(this.kernels.some(({ kernel, rate }) => kernel === 'wide' && rate !== undefined)),
      },
      device: this.#device,
      settings: this.#settings,
      goldenResults: this.goldenResults,
      kernels: this.kernels,
      threads: this.threads,
      ...(this.sustained && { sustained: this.sustained }),
    };
  }
}
