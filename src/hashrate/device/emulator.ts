import { closeSync, openSync, readlinkSync, readSync } from 'node:fs';
import { posix } from 'node:path';
import type { CpuInfo } from './cpu-info.js';
import type { Host } from './host.js';
import { readText } from './system-files.js';

/**
 * The program that the kernel runs, seen past the emulator: QEMU shows its guest the guest's own program as /proc/self/exe, and
 * since 8.1 a /proc/cpuinfo of the emulated processor, but lets this file through (as tried with 7.2 and 10.0).
 */
const REAL_PROGRAM = 'proc/thread-self/exe';

/** `e_machine` of ELF files for Node's architectures. */
const ELF_MACHINES: Readonly<Record<string, number>> = {
  ia32: 3,
  mips: 8,
  mipsel: 8,
  ppc: 20,
  ppc64: 21,
  s390x: 22,
  arm: 40,
  x64: 62,
  arm64: 183,
  riscv64: 243,
  loong64: 258,
};

const EMULATORS: readonly (readonly [program: RegExp, name: string])[] = [
  [/^qemu/, 'qemu'],
  [/^rosetta/i, 'Rosetta'],
  [/^fex/i, 'FEX-Emu'],
  [/^box(32|64|86)/, 'Box64'],
];
/** On macOS and in its Linux guests. */
const ROSETTA = 'VirtualApple';
const UNKNOWN = 'unknown emulator';

/** What emulates the processor that this process runs on; undefined if nothing does, as far as Linux tells. */
export function findEmulator(root: string, cpuInfo: CpuInfo, host: Host): string | undefined {
  if (cpuInfo.get('vendor_id') === ROSETTA) return 'Rosetta';
  const processor = cpuInfo.get('model name') ?? host.cpuModel;
  return emulatorByProcessor(processor) ?? byProgram(root, host) ?? byKernel(root, cpuInfo, host);
}

/** By the name of a processor that there is only in an emulator. */
export function emulatorByProcessor(name: string): string | undefined {
  if (name.startsWith(ROSETTA)) return 'Rosetta';
  // A whole machine that QEMU emulates; with KVM, its processor has another name.
  return name.startsWith('QEMU TCG') ? 'qemu' : undefined;
}

/** The kernel runs a program that is for another processor than Node. */
function byProgram(root: string, { architecture }: Host): string | undefined {
  const machine = readElfMachine(posix.join(root, REAL_PROGRAM));
  const own = ELF_MACHINES[architecture];
  if (machine === undefined || own === undefined || machine === own) return undefined;
  const program = posix.basename(readLink(posix.join(root, REAL_PROGRAM)));
  return EMULATORS.find(([pattern]) => pattern.test(program))?.[1] ?? UNKNOWN;
}

/** The kernel is for another kind of processor than Node. */
function byKernel(root: string, cpuInfo: CpuInfo, { architecture }: Host): string | undefined {
  const own = familyOf(architecture);
  const others = [cpuInfo.family, familyOf(readText(root, 'proc/sys/kernel/arch') ?? '')];
  return own !== undefined && others.some((other) => other !== undefined && other !== own)
    ? UNKNOWN
    : undefined;
}

/** Of Node's architecture, or of uname's machine. A 32-bit process on its 64-bit kernel is no emulation. */
function familyOf(architecture: string): 'x86' | 'arm' | undefined {
  if (/^(x64|ia32|x86_64|i[3-6]86)$/.test(architecture)) return 'x86';
  return /^(arm|aarch64)/.test(architecture) ? 'arm' : undefined;
}

/** The header alone: the program has tens of megabytes. */
function readElfMachine(path: string): number | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const header = Buffer.alloc(20);
      const isElf = readSync(file, header, 0, 20, 0) === 20 && header.readUInt32BE(0) === 0x7f454c46;
      if (!isElf) return undefined;
      return header[5] === 2 ? header.readUInt16BE(18) : header.readUInt16LE(18);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
