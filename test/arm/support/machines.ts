import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** An ARM processor as QEMU emulates it, and a build of Node for it. */
export interface Machine {
  readonly name: string;
  /** What `process.arch` says there. */
  readonly arch: NodeJS.Architecture;
  /** How the version of its Node begins. */
  readonly version: string;
  /** The program that runs another one on the emulated processor. */
  readonly emulator: string;
  /** The processor, by QEMU's name: the weakest that Node supports, so that nothing needs a better one. */
  readonly cpu: string;
  /** Where the C library for it is. */
  readonly root: string;
  readonly node: string;
  /** The npm package that holds `node`, with the version wanted, and the folder that it is installed into. */
  readonly npm: { readonly wanted: string; readonly folder: string };
  /** A file of each Debian package that is needed, by the package's name. */
  readonly debian: Readonly<Record<string, string>>;
}

/** Not the project's own dependencies: no PC needs them, and npm refuses packages for another processor. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/mine-wasm-arm', import.meta.url));

interface Description {
  readonly name: string;
  readonly arch: NodeJS.Architecture;
  readonly cpu: string;
  /** What npm, QEMU, Debian and GNU call the architecture. */
  readonly names: {
    readonly npm: string;
    readonly qemu: string;
    readonly debian: string;
    readonly gnu: string;
  };
  readonly version: string;
}

function machine({ names, version, ...description }: Description): Machine {
  const emulator = `/usr/bin/qemu-${names.qemu}-static`;
  const root = `/usr/${names.gnu}`;
  const wanted = `node-linux-${names.npm}@${version}`;
  const folder = join(FOLDER, wanted);
  return {
    ...description,
    version: `v${version}.`,
    emulator,
    root,
    node: join(folder, 'node_modules', `node-linux-${names.npm}`, 'bin/node'),
    npm: { wanted, folder },
    debian: {
      'qemu-user-static': emulator,
      [`libc6-${names.debian}-cross`]: `${root}/lib/libc.so.6`,
      [`libstdc++6-${names.debian}-cross`]: `${root}/lib/libstdc++.so.6`,
      [`libatomic1-${names.debian}-cross`]: `${root}/lib/libatomic.so.1`,
    },
  };
}

/** 64-bit, as in a Raspberry Pi 3 or Zero 2. */
export const ARM64 = machine({
  name: 'arm64, Node 24',
  arch: 'arm64',
  cpu: 'cortex-a53',
  names: { npm: 'arm64', qemu: 'aarch64', debian: 'arm64', gnu: 'aarch64-linux-gnu' },
  version: '24',
});

/** 32-bit, as in a Raspberry Pi 2. npm has no newer Node for it, so this one is older than the project supports. */
export const ARMV7 = machine({
  name: 'armv7, Node 20.11 (below the floor)',
  arch: 'arm',
  cpu: 'cortex-a7',
  names: { npm: 'armv7l', qemu: 'arm', debian: 'armhf', gnu: 'arm-linux-gnueabihf' },
  version: '20.11',
});

export const MACHINES: readonly Machine[] = [ARM64, ARMV7];
