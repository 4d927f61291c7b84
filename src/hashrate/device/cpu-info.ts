import { armCore } from './arm-cores.js';
import { readText } from './system-files.js';

/** Linux' /proc/cpuinfo: blocks of lines `key : value`, mostly one for each processor. */
export class CpuInfo {
  readonly #blocks: readonly ReadonlyMap<string, string>[];
  /** Processors that are listed. */
  readonly count: number;

  constructor(text: string) {
    this.#blocks = text.split(/\n\s*\n/).map(parseBlock);
    this.count = text.match(/^processor\s*:\s*\d+\s*$/gm)?.length ?? 0;
  }

  /** The first value of a key. Keys are told apart by case: x86 has `model`, a number, Raspberry Pis `Model`, a name. */
  get(key: string): string | undefined {
    return this.all(key)[0];
  }

  /** Every value of a key that isn't empty. */
  all(key: string): string[] {
    return this.#blocks.map((block) => block.get(key)).filter((value) => value) as string[];
  }

  /** The kind of processor that it tells of; undefined where that is not clear. */
  get family(): 'x86' | 'arm' | undefined {
    if (this.get('CPU implementer') !== undefined) return 'arm';
    return this.get('vendor_id') !== undefined && this.get('flags') !== undefined ? 'x86' : undefined;
  }

  /** The processors' name, as `Cortex-A72` or `AMD EPYC 9R14`; of a mixed device all, as `Cortex-A55 + Cortex-A76`. */
  get processorName(): string | undefined {
    return this.#armCores() ?? this.get('model name') ?? this.get('Model Name') ?? this.get('uarch');
  }

  #armCores(): string | undefined {
    const cores = this.#blocks
      .map((block) => armCore(block.get('CPU implementer'), block.get('CPU part')))
      .filter((name) => name !== undefined);
    return cores.length === 0 ? undefined : [...new Set(cores)].join(' + ');
  }
}

export function readCpuInfo(root: string): CpuInfo {
  return new CpuInfo(readText(root, 'proc/cpuinfo') ?? '');
}

function parseBlock(text: string): ReadonlyMap<string, string> {
  const lines = [...text.matchAll(/^([^:\n]*):(.*)$/gm)];
  return new Map(lines.map(([, key, value]) => [key!.trim(), value!.trim()]));
}
