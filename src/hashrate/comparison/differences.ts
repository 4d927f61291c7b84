import type { ComparedDevice } from './comparison.js';

/** What was not the same in all measurements, each a sentence, what matters most first. */
export function differencesOf(devices: readonly ComparedDevice[]): string[] {
  return [
    ...differentThoroughness(devices),
    ...differentNodes(devices),
    ...differentKernels(devices),
    ...differentCode(devices),
    ...differentBits(devices),
  ];
}

function differentThoroughness(devices: readonly ComparedDevice[]): string[] {
  const quick = devices.filter(({ card }) => card.settings.isQuick).map(({ label }) => label);
  if (quick.length === 0 || quick.length === devices.length) return [];
  return [`Quick benchmarks are compared with thorough ones. Quick: ${quick.join(', ')}.`];
}

/** V8 compiles the kernels, and each major version of Node has another V8. */
function differentNodes(devices: readonly ComparedDevice[]): string[] {
  const majors = distinct(devices.map(({ card }) => card.software.node.split('.')[0]!));
  return majors.length > 1 ? [`Different major versions of Node were used: ${majors.join(', ')}.`] : [];
}

/**
 * Each device has its fastest kernel, and processors of different architectures may well differ in that. Of one architecture they should
 * not: where they do, it can be Node or its flags that kept one of them from a faster kernel.
 */
function differentKernels(devices: readonly ComparedDevice[]): string[] {
  const architectures = distinct(devices.map(({ card }) => card.device.cpu.architecture));
  return architectures.flatMap((architecture) => {
    const alike = devices.filter(({ card }) => card.device.cpu.architecture === architecture);
    const kernels = distinct(alike.map(({ kernel }) => kernel));
    return kernels.length > 1
      ? [
          `Processors of the same architecture (${architecture}) used different kernels: ${kernels.join(', ')}.`,
        ]
      : [];
  });
}

function differentCode(devices: readonly ComparedDevice[]): string[] {
  const notes: string[] = [];
  const versions = distinct(devices.map(({ card }) => card.software.version));
  if (versions.length > 1) {
    notes.push(`Not measured by the same code: the cards are of mine-wasm ${versions.join(', ')}.`);
  }
  for (const kernel of distinct(devices.map(({ kernel }) => kernel))) {
    const artifacts = devices
      .filter((device) => device.kernel === kernel)
      .map(({ card }) => card.software.artifacts[kernel])
      .filter((artifact) => artifact !== undefined);
    if (distinct(artifacts).length > 1) {
      notes.push(`Not measured by the same code: the kernel ${kernel} differs between the cards.`);
    }
  }
  return notes;
}

function differentBits(devices: readonly ComparedDevice[]): string[] {
  const bits = distinct(devices.map(({ card }) => `${card.device.os.bits}-bit`));
  return bits.length > 1 ? [`Both ${bits.join(' and ')} processes were measured.`] : [];
}

function distinct<T extends string>(values: readonly T[]): T[] {
  return [...new Set(values)].sort();
}
