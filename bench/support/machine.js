import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { KERNEL_NAMES } from '../../dist/engine/kernel-names.js';

/** Before the benchmark adds its own. */
const LOAD = loadavg().map((value) => Number(value.toFixed(2)));

/** @typedef {Pick<NodeJS.ProcessVersions, 'node' | 'v8'>} Versions */

/**
 * What every figure is to be read beside: hardware, runtime, the kernels' very bytes, and how busy the machine was.
 * @param {Versions} [versions] of the Node that was measured, if it isn't this one
 */
export function describeMachine({ node, v8 } = process.versions) {
  return {
    cpu: cpuName(),
    cores: cpus().length,
    node,
    v8,
    platform: `${process.platform} ${process.arch}`,
    load: LOAD,
    date: new Date().toISOString(),
    kernels: KERNEL_NAMES.map(describeKernel).filter((kernel) => kernel !== undefined),
  };
}

/** The same for people, one fact a line. */
export function machineLines(machine = describeMachine(), nodes = [machine]) {
  const kernels = machine.kernels.map(
    ({ name, bytes, sha256 }) => `${name} ${sha256.slice(0, 8)} (${bytes} bytes)`,
  );
  return [
    `CPU      ${machine.cpu}, ${machine.cores} cores`,
    ...nodes.map(({ node, v8, platform }) => `Node     ${node} (V8 ${v8}), ${platform}`),
    `kernels  ${kernels.join(', ')}`,
    `when     ${machine.date}, load average at the start ${machine.load.join(' ')}`,
  ];
}

/** Hypervisors hide the model's name, not its family and model number. */
function cpuName() {
  const name = cpus()[0]?.model.trim() || 'unknown CPU';
  if (!existsSync('/proc/cpuinfo')) return name;
  const info = readFileSync('/proc/cpuinfo', 'utf8');
  const numbers = ['cpu family', 'model']
    .map((key) => [key, new RegExp(`^${key}\\s*: (\\d+)$`, 'm').exec(info)?.[1]])
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key?.replace('cpu ', '')} ${value}`);
  return numbers.length === 0 ? name : `${name} (${numbers.join(', ')})`;
}

/** @param {string} name */
function describeKernel(name) {
  const file = new URL(`../../build/${name}.wasm`, import.meta.url);
  if (!existsSync(file)) return undefined;
  const bytes = readFileSync(file);
  return { name, bytes: bytes.length, sha256: checksum(bytes) };
}

/** @param {Uint8Array} bytes */
export function checksum(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}
