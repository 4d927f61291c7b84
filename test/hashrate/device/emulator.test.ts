import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDevice } from '../../../src/hashrate/device/device.js';
import { change, type Files, HOST, rootOf, rootOfModel } from '../fixture-roots.js';

const ARM_CPU = 'processor\t: 0\nCPU implementer\t: 0x41\nCPU part\t: 0xd08\n';
const X86_CPU = 'processor\t: 0\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Xeon(R)\nflags\t\t: fpu\n';

/** The begin of an ELF file; `order` is 1 for little-endian, 2 for big. */
function elf(machine: number, order: 1 | 2 = 1): Buffer {
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, order]);
  if (order === 1) header.writeUInt16LE(machine, 18);
  else header.writeUInt16BE(machine, 18);
  return header;
}

/** A root whose kernel runs that program for us. */
function rootRunning(program: string, content: Uint8Array, files: Files = {}): string {
  const root = rootOf(files);
  change(root, { [program]: content });
  const link = join(root, 'proc/thread-self/exe');
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(join(root, program), link);
  return root;
}

const emulatorOf = async (root: string, host = HOST) => (await readDevice({ root, host })).emulator;

describe('what emulates the processor', () => {
  it.each([
    ['usr/bin/qemu-aarch64-static', 'qemu'],
    ['usr/bin/FEXInterpreter', 'FEX-Emu'],
    ['usr/local/bin/box64', 'Box64'],
    ['media/rosetta', 'Rosetta'],
    ['opt/something', 'unknown emulator'],
  ])('the kernel runs %s, for another processor: %s', async (program, name) => {
    // Newer QEMUs show the emulated processor's /proc/cpuinfo.
    expect(await emulatorOf(rootRunning(program, elf(62), { 'proc/cpuinfo': ARM_CPU }))).toBe(name);
  });

  it('nothing, where the kernel runs Node itself, whatever it is called', async () => {
    const root = rootRunning('opt/qemu-like/node', elf(183), { 'proc/cpuinfo': ARM_CPU });
    expect(await emulatorOf(root)).toBeUndefined();
    expect(
      await emulatorOf(rootRunning('usr/bin/node', elf(22, 2)), { ...HOST, architecture: 's390x' }),
    ).toBeUndefined();
  });

  it('nothing, where a 32-bit Node runs on a 64-bit kernel', async () => {
    const arm = rootRunning('usr/bin/node', elf(40), {
      'proc/cpuinfo': ARM_CPU,
      'proc/sys/kernel/arch': 'aarch64\n',
    });
    expect(await emulatorOf(arm, { ...HOST, architecture: 'arm' })).toBeUndefined();
    const x86 = rootRunning('usr/bin/node', elf(3), {
      'proc/cpuinfo': X86_CPU,
      'proc/sys/kernel/arch': 'x86_64\n',
    });
    expect(await emulatorOf(x86, { ...HOST, architecture: 'ia32' })).toBeUndefined();
  });

  it.each<[string, Files]>([
    ['/proc/cpuinfo', { 'proc/cpuinfo': X86_CPU }],
    ['the kernel', { 'proc/sys/kernel/arch': 'x86_64\n' }],
    [
      'the kernel, beside a /proc/cpuinfo made for us',
      { 'proc/cpuinfo': ARM_CPU, 'proc/sys/kernel/arch': 'x86_64\n' },
    ],
  ])('something, where %s tells of another processor, and no more is told', async (_, files) => {
    expect(await emulatorOf(rootOf(files))).toBe('unknown emulator');
  });

  it('Rosetta, by the processor’s name', async () => {
    const host = { ...HOST, architecture: 'x64' };
    const files = { 'proc/cpuinfo': 'processor\t: 0\nvendor_id\t: VirtualApple\nflags\t: fpu\n' };
    expect(await emulatorOf(rootOf(files), host)).toBe('Rosetta');
    const mac = { ...host, platform: 'darwin', cpuModel: 'VirtualApple @ 2.50GHz' } as const;
    expect(await emulatorOf(rootOf(), mac)).toBe('Rosetta');
  });

  it('QEMU, of a whole machine', async () => {
    const files = { 'proc/cpuinfo': X86_CPU.replace('Intel(R) Xeon(R)', 'QEMU TCG CPU version 2.5+') };
    expect(await emulatorOf(rootOf(files), { ...HOST, architecture: 'x64' })).toBe('qemu');
  });

  it('leaves out what belongs to the processor that emulates', async () => {
    const root = rootOfModel('4-model-b', { 'proc/cpuinfo': X86_CPU });
    const { cpu } = await readDevice({ root, host: HOST });
    expect(cpu).toStrictEqual({
      model: 'arm64',
      architecture: 'arm64',
      cores: 4,
      usableThreads: 4,
      caches: [],
    });
  });

  it('nothing, where the program is no ELF file', async () => {
    expect(await emulatorOf(rootRunning('usr/bin/node', Buffer.from('#!/bin/sh')))).toBeUndefined();
    expect(await emulatorOf(rootRunning('usr/bin/node', Buffer.alloc(64)))).toBeUndefined();
  });
});
