import { mkdirSync } from 'node:fs';

/** Where results are kept, one file for each day, CPU and Node: the last run of a day stands. */
export const RESULTS = new URL('../results/', import.meta.url);

/**
 * @param {{ date: string, cpu: string, node: string }} machine
 * @returns such as `2026-11-21-amd-epyc-family-25-model-17-node-20.json`
 */
export function resultName({ date, cpu, node }) {
  const words = cpu
    .replace(/\((R|TM)\)/gi, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${date.slice(0, 10)}-${words}-node-${Number.parseInt(node, 10)}.json`;
}

/**
 * @param {{ date: string, cpu: string, node: string }} machine
 * @param {URL} [folder] made where it doesn't exist
 */
export function resultFile(machine, folder = RESULTS) {
  mkdirSync(folder, { recursive: true });
  return new URL(resultName(machine), folder);
}
