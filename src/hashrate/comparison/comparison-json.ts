import type { Comparison } from './comparison.js';

/** A comparison as one JSON object of type `comparison`: its figures in full, in H/s, without the cards that they come from. */
export function comparisonToJson({ devices, leftOut, notes }: Comparison): object {
  return {
    type: 'comparison',
    devices: devices.map(({ rank, name, label, card, ...figures }) => ({
      rank,
      name,
      model: card.device.model,
      ...(card.device.soc !== undefined && { soc: card.device.soc }),
      cpu: card.device.cpu.model,
      cores: card.device.cpu.cores,
      bits: card.device.os.bits,
      ...(card.device.os.kernelBits !== undefined && { kernelBits: card.device.os.kernelBits }),
      date: card.date,
      version: card.software.version,
      node: card.software.node,
      ...figures,
    })),
    leftOut: leftOut.map(({ name, card, reason }) => ({ name, model: card.device.model, reason })),
    notes,
  };
}
