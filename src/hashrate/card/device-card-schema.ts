import * as v from 'valibot';
import { KERNEL_NAMES } from '../../engine/kernel-names.js';
import { PLAIN_TEXT } from '../../plain-text.js';
import { LONGEST_TEXT } from './card-text.js';
import { CARD_TYPE, CARD_VERSION, type DeviceCard, THROTTLE_FLAGS } from './device-card.js';

/** A card is shown on pages and in terminals: short, and nothing that plain-text.ts takes out. */
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_TEXT), v.regex(PLAIN_TEXT));
const Positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const Amount = v.pipe(v.number(), v.finite(), v.minValue(0));
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Kernel = v.picklist(KERNEL_NAMES);
const Bits = v.picklist([32, 64]);
const Throttling = v.pipe(v.array(v.picklist(THROTTLE_FLAGS)), v.maxLength(THROTTLE_FLAGS.length));
const Celsius = v.pipe(v.number(), v.finite(), v.minValue(-100), v.maxValue(250));

const Software = v.strictObject({
  version: Text,
  artifacts: v.record(Kernel, v.pipe(v.string(), v.regex(/^[\da-f]{64}$/))),
  node: Text,
  v8: Text,
  flags: v.pipe(v.array(Text), v.maxLength(50)),
});

const Cpu = v.strictObject({
  model: Text,
  architecture: Text,
  cores: Count,
  usableThreads: Count,
  quota: v.optional(Positive),
  maxMegahertz: v.optional(Positive),
  minMegahertz: v.optional(Positive),
  governor: v.optional(Text),
  caches: v.pipe(
    v.array(
      v.strictObject({
        level: v.pipe(Count, v.maxValue(9)),
        kind: v.picklist(['data', 'instruction', 'unified']),
        bytes: Count,
      }),
    ),
    v.maxLength(20),
  ),
});

/** What a card may say of its device. */
export const DeviceSchema = v.strictObject({
  model: Text,
  revision: v.optional(v.pipe(v.string(), v.regex(/^[\da-f]{1,8}$/))),
  soc: v.optional(Text),
  emulator: v.optional(Text),
  hypervisor: v.optional(Text),
  cpu: Cpu,
  memory: v.strictObject({ bytes: Count }),
  os: v.strictObject({ name: Text, kernel: Text, bits: Bits, kernelBits: v.optional(Bits) }),
  power: v.optional(v.picklist(['mains', 'battery'])),
  cooling: v.optional(Text),
  watts: v.optional(Positive),
});

const Rate = v.strictObject({
  hashRate: Positive,
  low: Amount,
  high: Positive,
  confidence: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)),
  slices: v.pipe(v.array(Amount), v.minLength(2), v.maxLength(100_000)),
  sliceSeconds: Positive,
  warmUpSeconds: Amount,
  noise: v.pipe(v.array(Text), v.maxLength(20)),
});

const Sustained = v.strictObject({
  kernel: Kernel,
  threads: Count,
  readings: v.pipe(
    v.array(
      v.strictObject({
        seconds: Amount,
        hashRate: Amount,
        celsius: v.optional(Celsius),
        megahertz: v.optional(Positive),
        throttling: v.optional(Throttling),
        isPaused: v.optional(v.boolean()),
      }),
    ),
    // A week of seconds.
    v.maxLength(604_800),
  ),
  occurred: v.optional(Throttling),
});

/** The one place that says what a card may hold; docs/device-card.schema.json is made of it. */
export const DeviceCardSchema = v.strictObject({
  type: v.literal(CARD_TYPE),
  version: v.literal(CARD_VERSION),
  date: v.pipe(v.string(), v.isoTimestamp()),
  isComplete: v.boolean(),
  notes: v.pipe(v.array(Text), v.maxLength(100)),
  software: Software,
  device: DeviceSchema,
  settings: v.strictObject({
    isQuick: v.boolean(),
    sustainSeconds: v.optional(Positive),
    maxCelsius: v.optional(Celsius),
  }),
  goldenResults: v.pipe(
    v.array(
      v.strictObject({
        kernel: Kernel,
        height: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
        nonce: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(0xffff_ffff)),
      }),
    ),
    v.maxLength(100),
  ),
  kernels: v.pipe(
    v.array(v.strictObject({ kernel: Kernel, reason: v.optional(Text), rate: v.optional(Rate) })),
    v.maxLength(20),
  ),
  threads: v.pipe(v.array(v.strictObject({ threads: Count, kernel: Kernel, rate: Rate })), v.maxLength(1024)),
  sustained: v.optional(Sustained),
});

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : never) : never;
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
// The compiler refuses this line when the schema and the interface differ.
true satisfies Same<v.InferOutput<typeof DeviceCardSchema>, Mutable<DeviceCard>>;
