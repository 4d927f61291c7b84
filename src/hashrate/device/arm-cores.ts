/**
 * What the Main ID Register (MIDR_EL1) says: implementer, and the part number that the implementer gave the core. From Arm's
 * technical reference manuals, and for other implementers from Linux' arch/arm64/include/asm/cputype.h.
 */
const CORES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // Arm
  '0x41': {
    '0xb76': 'ARM1176',
    '0xc05': 'Cortex-A5',
    '0xc07': 'Cortex-A7',
    '0xc08': 'Cortex-A8',
    '0xc09': 'Cortex-A9',
    '0xc0d': 'Cortex-A17',
    '0xc0e': 'Cortex-A17',
    '0xc0f': 'Cortex-A15',
    '0xd01': 'Cortex-A32',
    '0xd02': 'Cortex-A34',
    '0xd03': 'Cortex-A53',
    '0xd04': 'Cortex-A35',
    '0xd05': 'Cortex-A55',
    '0xd06': 'Cortex-A65',
    '0xd07': 'Cortex-A57',
    '0xd08': 'Cortex-A72',
    '0xd09': 'Cortex-A73',
    '0xd0a': 'Cortex-A75',
    '0xd0b': 'Cortex-A76',
    '0xd0c': 'Neoverse-N1',
    '0xd0d': 'Cortex-A77',
    '0xd0e': 'Cortex-A76AE',
    '0xd40': 'Neoverse-V1',
    '0xd41': 'Cortex-A78',
    '0xd42': 'Cortex-A78AE',
    '0xd43': 'Cortex-A65AE',
    '0xd44': 'Cortex-X1',
    '0xd46': 'Cortex-A510',
    '0xd47': 'Cortex-A710',
    '0xd48': 'Cortex-X2',
    '0xd49': 'Neoverse-N2',
    '0xd4a': 'Neoverse-E1',
    '0xd4b': 'Cortex-A78C',
    '0xd4c': 'Cortex-X1C',
    '0xd4d': 'Cortex-A715',
    '0xd4e': 'Cortex-X3',
    '0xd4f': 'Neoverse-V2',
    '0xd80': 'Cortex-A520',
    '0xd81': 'Cortex-A720',
    '0xd82': 'Cortex-X4',
    '0xd84': 'Neoverse-V3',
    '0xd85': 'Cortex-X925',
    '0xd87': 'Cortex-A725',
    '0xd8e': 'Neoverse-N3',
  },
  // Broadcom
  '0x42': { '0x00f': 'Brahma-B15', '0x100': 'Brahma-B53', '0x516': 'ThunderX2' },
  // Cavium
  '0x43': { '0x0a1': 'ThunderX', '0x0af': 'ThunderX2' },
  // Fujitsu
  '0x46': { '0x001': 'A64FX' },
  // HiSilicon
  '0x48': { '0xd01': 'Kunpeng-920' },
  // NVIDIA
  '0x4e': { '0x000': 'Denver', '0x003': 'Denver 2', '0x004': 'Carmel' },
  // Qualcomm
  '0x51': {
    '0x001': 'Oryon',
    '0x800': 'Kryo 2xx Gold',
    '0x801': 'Kryo 2xx Silver',
    '0x802': 'Kryo 3xx Gold',
    '0x803': 'Kryo 3xx Silver',
    '0x804': 'Kryo 4xx Gold',
    '0x805': 'Kryo 4xx Silver',
  },
  // Apple
  '0x61': {
    '0x022': 'Apple M1 Icestorm',
    '0x023': 'Apple M1 Firestorm',
    '0x024': 'Apple M1 Pro Icestorm',
    '0x025': 'Apple M1 Pro Firestorm',
    '0x028': 'Apple M1 Max Icestorm',
    '0x029': 'Apple M1 Max Firestorm',
    '0x032': 'Apple M2 Blizzard',
    '0x033': 'Apple M2 Avalanche',
  },
  // Ampere
  '0xc0': { '0xac3': 'Ampere-1', '0xac4': 'Ampere-1a' },
};

/**
 * An ARM core's name, as `Cortex-A72`; its numbers where the name is not known.
 * @param implementer the register's byte as /proc/cpuinfo writes it, `0x41`
 * @param part its 12 bits, `0xd08`
 */
export function armCore(implementer: string | undefined, part: string | undefined): string | undefined {
  if (!isRegister(implementer) || !isRegister(part)) return undefined;
  return CORES[implementer]?.[part] ?? `ARM core ${implementer}:${part}`;
}

function isRegister(text: string | undefined): text is string {
  return text !== undefined && /^0x[\da-f]{2,3}$/.test(text);
}
