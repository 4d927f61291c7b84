import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { availableThreads } from '../../../src/engine/available-threads.js';
import { DeviceSchema } from '../../../src/hashrate/card/device-card-schema.js';
import { readDevice } from '../../../src/hashrate/device/device.js';
import { type Files, HOST, rootOf, rootOfModel } from '../fixture-roots.js';

const X64 = { ...HOST, architecture: 'x64', machine: 'x86_64' };
const PC_CPU = [0, 1]
  .map(
    (i) =>
      `processor\t: ${i}\nvendor_id\t: AuthenticAMD\nmodel\t\t: 17\nmodel name\t: AMD  EPYC 9R14\nflags\t\t: fpu sse2\n\n`,
  )
  .join('');
const GUEST_CPU = PC_CPU.replaceAll('sse2', 'sse2 hypervisor avx');

const readOn = (files: Files, host = HOST) => readDevice({ root: rootOf(files), host });

describe('this machine', () => {
  it('is told as the schema wants it, and as Node knows it', async () => {
    const facts = await readDevice();
    v.parse(DeviceSchema, facts);
    expect(facts.emulator).toBeUndefined();
    expect(facts.cpu.architecture).toBe(process.arch);
    // What a search without --threads uses.
    expect(facts.cpu.usableThreads).toBe(availableThreads());
    expect(facts.memory.bytes / totalmem()).toBeCloseTo(1, 1);
    expect(facts.os.bits).toBe(process.arch === 'arm' ? 32 : 64);
  });
});

describe('a machine of which nothing is told', () => {
  it('has what Node knows', async () => {
    expect(await readOn({})).toStrictEqual({
      model: 'unknown',
      cpu: { model: 'arm64', architecture: 'arm64', cores: 64, usableThreads: 48, caches: [] },
      memory: { bytes: 1_000_000 },
      os: { name: 'Linux', kernel: 'Linux 0.0.0-host', bits: 64, kernelBits: 64 },
    });
  });

  it('has folders and files that can not be read where files are expected, and gives the same', async () => {
    const root = rootOf();
    for (const path of [
      'proc/cpuinfo',
      'proc/device-tree/model',
      'sys/devices/system/cpu/present',
      'etc/os-release',
    ]) {
      mkdirSync(join(root, path), { recursive: true });
    }
    const other = rootOf({ 'proc/cpuinfo': PC_CPU, 'sys/class/power_supply': 'a file' });
    chmodSync(join(other, 'proc/cpuinfo'), 0);
    // Nobody ever writes into this one.
    expect(spawnSync('mkfifo', [join(root, 'proc/meminfo')]).status).toBe(0);
    const nothing = await readOn({});
    expect(await readDevice({ root, host: HOST })).toStrictEqual(nothing);
    // Root may read it all the same.
    if (process.getuid?.() !== 0) {
      expect(await readDevice({ root: other, host: HOST })).toStrictEqual(nothing);
    }
  });
});

describe('the model', () => {
  it('of a PC is told by its firmware', async () => {
    const dmi = (files: Files) =>
      Object.fromEntries(Object.entries(files).map(([name, text]) => [`sys/class/dmi/id/${name}`, text]));
    const modelBy = async (files: Files) => (await readOn(dmi(files), X64)).model;
    expect(await modelBy({ sys_vendor: 'LENOVO\n', product_name: '20QV00CEMX\n' })).toBe('LENOVO 20QV00CEMX');
    expect(
      await modelBy({ sys_vendor: 'Raspberry Pi Foundation', product_name: 'Raspberry Pi 4 Model B' }),
    ).toBe('Raspberry Pi 4 Model B');
    expect(await modelBy({ sys_vendor: 'ACME', product_name: 'ACME One' })).toBe('ACME One');
    const blanks = { sys_vendor: 'To Be Filled By O.E.M.', product_name: 'System Product Name' };
    expect(await modelBy({ ...blanks, product_serial: 'PF1234', product_uuid: 'abc' })).toBe('unknown');
    expect(await modelBy({ ...blanks, board_vendor: 'ASRock', board_name: 'B450M Pro4' })).toBe(
      'ASRock B450M Pro4',
    );
  });

  it('is asked of systeminformation where no file tells it', async () => {
    const system = { manufacturer: 'ACME', model: 'One', serial: 'PF1234', uuid: '0123-4567', version: '' };
    const si = { system: async () => system } as never;
    expect((await readDevice({ root: rootOf(), host: HOST, ask: (question) => question(si) })).model).toBe(
      'ACME One',
    );
  });

  it('is one line of text, whatever the tree holds', async () => {
    const root = (model: string) => rootOfModel('4-model-b', { 'proc/device-tree/model': model });
    const modelBy = async (model: string) => (await readDevice({ root: root(model), host: HOST })).model;
    expect(await modelBy('Board\u0007\n\u001b[31mred\u202e\0')).toBe('Board [31mred');
    expect(await modelBy(`${'x'.repeat(299)}\u{1f600}\0`)).toBe(`${'x'.repeat(299)}…`);
    // The next that tells.
    expect(await modelBy('\0\0')).toBe('Raspberry Pi 4 Model B Rev 1.4');
  });
});

describe('the revision', () => {
  it('of the device tree wins, and has as many digits as it needs', async () => {
    const cell = Buffer.from([0x02, 0xa0, 0x20, 0x82]);
    const root = rootOfModel('4-model-b', { 'proc/device-tree/system/linux,revision': cell });
    expect(await readDevice({ root, host: HOST })).toMatchObject({ revision: '2a02082', soc: 'BCM2837' });
  });

  it('is left out where it is garbage, and of other boards, which mean something else by it', async () => {
    const garbage = rootOfModel('4-model-b', {
      'proc/device-tree/system/linux,revision': Buffer.from([1, 2, 3]),
      'proc/cpuinfo': 'Revision\t: many\n',
    });
    const facts = await readDevice({ root: garbage, host: HOST });
    expect(facts.revision).toBeUndefined();
    expect(facts.soc).toBe('BCM2711');
    const other = await readOn({
      'proc/cpuinfo': 'Hardware\t: Allwinner sun8i Family\nRevision\t: 0020\n',
      'proc/device-tree/compatible': 'friendlyarm,nanopi-neo\0allwinner,sun8i-h3\0',
    });
    expect(other.revision).toBeUndefined();
    expect(other.soc).toBe('SUN8I-H3');
  });

  it('of a board that is not known yet is told all the same', async () => {
    const facts = await readOn({
      'proc/device-tree/compatible': 'raspberrypi,9-model-z\0brcm,bcm9999\0',
      'proc/device-tree/system/linux,revision': Buffer.from([0, 0xef, 0xff, 0xf0]),
    });
    expect(facts).toMatchObject({ revision: 'effff0', soc: 'BCM9999', model: 'unknown' });
  });

  it('has no system on a chip beside a board alone, as the one that QEMU makes up', async () => {
    const facts = await readOn({ 'proc/device-tree/compatible': 'linux,dummy-virt\0' });
    expect(facts.soc).toBeUndefined();
    expect(facts.hypervisor).toBe('qemu');
  });
});

describe('the processor', () => {
  const cpuOf = async (cpuinfo: string, host = HOST) => (await readOn({ 'proc/cpuinfo': cpuinfo }, host)).cpu;
  const core = (implementer: string, part: string, i = 0) =>
    `processor\t: ${i}\nCPU implementer\t: ${implementer}\nCPU part\t: ${part}\n\n`;

  it.each([
    ['x86, by its name', PC_CPU, X64, 'AMD EPYC 9R14', 2],
    ['ARM, by its part', core('0x41', '0xd0b'), HOST, 'Cortex-A76', 1],
    [
      'of another maker',
      core('0x61', '0x022') + core('0x61', '0x023', 1),
      HOST,
      'Apple M1 Icestorm + Apple M1 Firestorm',
      2,
    ],
    [
      'mixed',
      core('0x41', '0xd05') + core('0x41', '0xd05', 1) + core('0x41', '0xd0b', 2),
      HOST,
      'Cortex-A55 + Cortex-A76',
      3,
    ],
    ['ARM, not known yet', core('0x41', '0xfff'), HOST, 'ARM core 0x41:0xfff', 1],
    [
      'ARM, without a part',
      'processor\t: 0\nmodel name\t: ARMv7 Processor rev 4 (v7l)\n',
      HOST,
      'ARMv7 Processor rev 4 (v7l)',
      1,
    ],
    [
      'ARM, as Linux before 3.8 told it',
      'Processor\t: ARMv7 Processor rev 5 (v7l)\nprocessor\t: 0\nBogoMIPS\t: 57.60\n\nprocessor\t: 1\n\nFeatures\t: neon\nCPU implementer\t: 0x41\nCPU part\t: 0xc07\n',
      { ...HOST, architecture: 'arm' },
      'Cortex-A7',
      2,
    ],
    [
      'RISC-V',
      'processor\t: 0\nuarch\t\t: sifive,u74-mc\n',
      { ...HOST, architecture: 'riscv64' },
      'sifive,u74-mc',
      1,
    ],
    ['that Node knows alone', 'nothing\n', { ...HOST, cpuModel: 'Neo 1 ' }, 'Neo 1', 64],
  ])('%s', async (_, cpuinfo, host, model, cores) => {
    expect(await cpuOf(cpuinfo, host)).toMatchObject({ model, cores });
  });

  it('has the clocks of all its frequency policies', async () => {
    const policy = (i: number, files: Files) =>
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [
          `sys/devices/system/cpu/cpufreq/policy${i}/${name}`,
          text,
        ]),
      );
    const { cpu } = await readOn({
      ...policy(0, {
        cpuinfo_min_freq: '408000\n',
        cpuinfo_max_freq: '1800000\n',
        scaling_governor: 'schedutil\n',
      }),
      ...policy(4, {
        cpuinfo_min_freq: '600000\n',
        cpuinfo_max_freq: '2400000\n',
        scaling_governor: 'performance\n',
      }),
      ...policy(6, { cpuinfo_min_freq: '<unknown>\n', cpuinfo_max_freq: '0\n', scaling_governor: '' }),
    });
    expect(cpu).toMatchObject({ minMegahertz: 408, maxMegahertz: 2400, governor: 'schedutil + performance' });
  });

  it('has the clock of its first core where kernels are old', async () => {
    const { cpu } = await readOn({ 'sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq': '900000\n' });
    expect(cpu.maxMegahertz).toBe(900);
    expect(cpu).not.toHaveProperty('minMegahertz');
  });

  it('has only the caches that are told in full', async () => {
    const index = (i: number, level: string, type: string, size: string) =>
      Object.fromEntries(
        Object.entries({ level, type, size }).map(([name, text]) => [
          `sys/devices/system/cpu/cpu0/cache/index${i}/${name}`,
          `${text}\n`,
        ]),
      );
    const { cpu } = await readOn({
      ...index(10, '3', 'Unified', '32M'),
      ...index(2, '2', 'Unified', '1024K'),
      ...index(0, '1', 'Data', 'big'),
      ...index(1, '1', 'Trace', '32K'),
      ...index(3, '0', 'Data', '32K'),
      ...index(4, '4', 'Data', '0K'),
    });
    expect(cpu.caches).toEqual([
      { level: 2, kind: 'unified', bytes: 1_048_576 },
      { level: 3, kind: 'unified', bytes: 33_554_432 },
    ]);
  });
});

describe('the threads that it may use', () => {
  const cpuOf = async (files: Files) =>
    (await readDevice({ root: rootOfModel('4-model-b', files), host: HOST })).cpu;
  const status = (list: string) => ({ 'proc/self/status': `Name:\tnode\nCpus_allowed_list:\t${list}\n` });

  it.each<[string, Files, object]>([
    [
      'one core',
      { 'sys/devices/system/cpu/present': '0\n', 'sys/devices/system/cpu/online': '0\n' },
      { cores: 1, usableThreads: 1 },
    ],
    ['affinity', status('1,3'), { cores: 4, usableThreads: 2 }],
    [
      'cores that are switched off',
      { 'sys/devices/system/cpu/online': '0-1\n' },
      { cores: 4, usableThreads: 2 },
    ],
    ['an affinity beyond the processors', status('0-127'), { cores: 4, usableThreads: 4 }],
    [
      'control groups, version 2',
      { 'sys/fs/cgroup/cpu.max': '150000 100000\n' },
      { cores: 4, usableThreads: 2, quota: 1.5 },
    ],
    [
      'control groups, version 1',
      {
        'proc/self/cgroup': '3:cpu:/d\n',
        'sys/fs/cgroup/cpu/d/cpu.cfs_quota_us': '50000\n',
        'sys/fs/cgroup/cpu/d/cpu.cfs_period_us': '100000\n',
      },
      { cores: 4, usableThreads: 1, quota: 0.5 },
    ],
    [
      'a quota beyond the cores',
      { 'sys/fs/cgroup/cpu.max': '900000 100000\n' },
      { cores: 4, usableThreads: 4, quota: 9 },
    ],
    ['no list of processors', { 'sys/devices/system/cpu': undefined }, { cores: 4, usableThreads: 4 }],
    [
      'garbage',
      { 'sys/devices/system/cpu/present': '0-99999999\n', ...status('x') },
      { cores: 4, usableThreads: 4 },
    ],
  ])('%s', async (_, files, facts) => {
    expect(await cpuOf(files)).toMatchObject(facts);
  });
});

describe('the system', () => {
  it.each<[string, Files, object]>([
    ['in single quotes', { 'etc/os-release': "ID=x\nPRETTY_NAME='My OS'\n" }, { name: 'My OS' }],
    ['with escapes', { 'etc/os-release': 'PRETTY_NAME="The \\"Real\\" OS"\n' }, { name: 'The "Real" OS' }],
    ['at the second place', { 'usr/lib/os-release': 'PRETTY_NAME=Tiny\n' }, { name: 'Tiny' }],
    ['without a name', { 'etc/os-release': 'ID=x\nPRETTY_NAME=\n' }, { name: 'Linux' }],
    [
      'its kernel',
      { 'proc/sys/kernel/osrelease': '6.6.31+rpt-rpi-v8\n' },
      { kernel: 'Linux 6.6.31+rpt-rpi-v8' },
    ],
  ])('%s', async (_, files, os) => {
    expect((await readOn(files)).os).toMatchObject(os);
  });

  it.each([
    ['arm', 'aarch64', 32, 64],
    ['arm', 'armv8l', 32, 64],
    ['arm', 'armv7l', 32, 32],
    ['ia32', 'i686', 32, 32],
    ['riscv64', 'riscv64', 64, 64],
    ['x64', 'who knows', 64, undefined],
  ])(
    'a process of %s on a kernel of %s has %i bits, the kernel %s',
    async (architecture, machine, bits, kernelBits) => {
      const { os } = await readOn({}, { ...HOST, architecture, machine });
      expect([os.bits, os.kernelBits]).toEqual([bits, kernelBits]);
    },
  );

  it('by the kernel itself where uname was told to lie', async () => {
    const { os } = await readOn(
      { 'proc/sys/kernel/arch': 'x86_64\n' },
      { ...X64, architecture: 'ia32', machine: 'i686' },
    );
    expect(os).toMatchObject({ bits: 32, kernelBits: 64 });
  });
});

describe('the power supply', () => {
  const supply = (name: string, files: Files) =>
    Object.fromEntries(
      Object.entries(files).map(([property, text]) => [
        `sys/class/power_supply/${name}/${property}`,
        `${text}\n`,
      ]),
    );
  const battery = (status: string, more: Files = {}) => supply('BAT0', { type: 'Battery', status, ...more });
  const socket = (online: string) => supply('AC', { type: 'Mains', online });

  it.each<[string, Files, string | undefined]>([
    ['nothing', {}, undefined],
    ['mains alone', socket('1'), 'mains'],
    ['a laptop on its battery', { ...battery('Discharging'), ...socket('0') }, 'battery'],
    ['a laptop that charges', { ...battery('Charging'), ...socket('1') }, 'mains'],
    ['a laptop that charges, its socket not told', battery('Charging'), 'mains'],
    ['a charger too weak for it', { ...battery('Discharging'), ...socket('1') }, 'battery'],
    [
      'a battery that does not know, and nothing plugged in',
      { ...battery('Unknown'), ...socket('0') },
      'battery',
    ],
    ['a battery that does not know', battery('Unknown'), undefined],
    ['USB', supply('usb', { type: 'USB', online: '1' }), 'mains'],
    ['a battery board', supply('ups', { type: 'UPS', status: 'Discharging' }), 'battery'],
    ['a wireless mouse', battery('Discharging', { scope: 'Device' }), undefined],
    [
      'a wireless mouse, and mains',
      { ...battery('Discharging', { scope: 'Device' }), ...socket('1') },
      'mains',
    ],
    ['no battery in its place', { ...battery('Discharging', { present: '0' }), ...socket('1') }, 'mains'],
    ['garbage', supply('x', { type: '\u0000', online: 'yes', status: '?' }), undefined],
  ])('%s', async (_, files, power) => {
    expect((await readOn(files)).power).toBe(power);
  });
});

describe('the hypervisor', () => {
  const dmi = (vendor: string, product: string) => ({
    'sys/class/dmi/id/sys_vendor': `${vendor}\n`,
    'sys/class/dmi/id/product_name': `${product}\n`,
  });
  const clocks = (text: string) => ({
    'sys/devices/system/clocksource/clocksource0/available_clocksource': `${text}\n`,
  });
  const guest = { 'proc/cpuinfo': GUEST_CPU };

  it.each<[string, Files, string | undefined]>([
    ['a PC', { 'proc/cpuinfo': PC_CPU, ...clocks('tsc hpet acpi_pm') }, undefined],
    ['a guest that is not told of what', guest, 'unknown hypervisor'],
    ['KVM, by its clock', { ...guest, ...clocks('tsc kvm-clock') }, 'kvm'],
    [
      'QEMU with KVM',
      { ...guest, ...clocks('kvm-clock'), ...dmi('QEMU', 'Standard PC (Q35 + ICH9, 2009)') },
      'kvm',
    ],
    ['QEMU without', { ...guest, ...dmi('QEMU', 'Standard PC (Q35 + ICH9, 2009)') }, 'qemu'],
    [
      'VirtualBox, which offers KVM’s clock',
      { ...guest, ...clocks('kvm-clock'), ...dmi('innotek GmbH', 'VirtualBox') },
      'virtualbox',
    ],
    ['VMware', { ...guest, ...dmi('VMware, Inc.', 'VMware Virtual Platform') }, 'vmware'],
    ['Hyper-V', { ...guest, ...dmi('Microsoft Corporation', 'Virtual Machine') }, 'hyper-v'],
    [
      'Windows’ Linux',
      { ...guest, 'proc/sys/kernel/osrelease': '5.15.153.1-microsoft-standard-WSL2\n' },
      'hyper-v',
    ],
    ['Xen', { ...guest, 'sys/hypervisor/type': 'xen\n' }, 'xen'],
    ['a cloud', { ...guest, ...dmi('Amazon EC2', 'm7a.large') }, 'kvm'],
    [
      'a cloud’s machine, rented whole',
      { 'proc/cpuinfo': PC_CPU, ...dmi('Amazon EC2', 'm7a.metal-48xl') },
      undefined,
    ],
  ])('%s', async (_, files, hypervisor) => {
    expect((await readOn(files, X64)).hypervisor).toBe(hypervisor);
  });

  it('on ARM, which has no flag for it', async () => {
    expect((await readOn(dmi('Amazon EC2', 'm7g.large'))).hypervisor).toBe('kvm');
    expect((await readOn(dmi('Amazon EC2', 'm7g.metal'))).hypervisor).toBeUndefined();
    expect((await readOn({ 'proc/device-tree/hypervisor/compatible': 'linux,kvm\0' })).hypervisor).toBe(
      'kvm',
    );
  });
});
