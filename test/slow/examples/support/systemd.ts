import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Units that systemd and every service want, and which do nothing here. */
const TARGETS = ['sysinit', 'basic', 'shutdown', 'multi-user', 'network-online', 'umount', 'final'];

/**
 * Makes the root of a small machine out of this one's, in a mount namespace of its own, and becomes its init. Nothing of it can be seen
 * from outside, and nothing outlives it. No unit of this machine is loaded: some of them change what all namespaces share.
 */
const INIT = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /opt
mkdir -p /run/lock /run/etc /run/etc-work /opt/mine-wasm
mount -t overlay overlay -o lowerdir=/etc,upperdir=/run/etc,workdir=/run/etc-work /etc
rm -rf /etc/systemd && mkdir -p /etc/systemd/system /etc/mine-wasm
touch /opt/node && mount --bind "$NODE" /opt/node
mount --bind "$ROOT" /opt/mine-wasm
mount -t tmpfs tmpfs /usr/local/bin
ln -s /opt/node /usr/local/bin/node
printf '#!/bin/sh\\nexec node /opt/mine-wasm/dist/cli/main.cjs "$@"\\n' > /usr/local/bin/mine-wasm
chmod +x /usr/local/bin/mine-wasm
mount -t tmpfs tmpfs /var/lib
mount -t tmpfs tmpfs /var/cache
mount -t tmpfs tmpfs /sys/class/thermal
mkdir /sys/class/thermal/thermal_zone0
echo cpu-thermal > /sys/class/thermal/thermal_zone0/type
echo 50000 > /sys/class/thermal/thermal_zone0/temp
cp /opt/mine-wasm/examples/systemd/*.service /etc/systemd/system/
for name in ${TARGETS.join(' ')}; do printf '[Unit]\\nDefaultDependencies=no\\n' > /etc/systemd/system/$name.target; done
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
  mount -t cgroup2 cgroup2 /sys/fs/cgroup
else
  umount -R /sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup
  mkdir /sys/fs/cgroup/systemd
  mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
fi
exec env -i container=unshare SYSTEMD_UNIT_PATH=/etc/systemd/system PATH=/usr/sbin:/usr/bin:/sbin:/bin \\
  /lib/systemd/systemd --system --unit=multi-user.target --log-target=console --show-status=no
`;

/** Installs systemd where it is missing. @throws Error saying what to do where it can't */
export function installSystemd(): void {
  if (process.getuid?.() !== 0)
    throw new Error('These tests run a systemd of their own, which only root can');
  if (existsSync('/lib/systemd/systemd')) return;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = 'apt-get --option DPkg::Lock::Timeout=300';
  const command = `${apt} update && ${apt} install --yes --no-install-recommends systemd`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8', env });
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}${stderr}`);
}

/** A systemd that runs as the init of its own namespaces, with the units of the examples. */
export class Systemd {
  readonly #unshare: ChildProcess;
  readonly #ended: Promise<void>;
  #log = '';
  #hasEnded = false;

  private constructor() {
    const namespaces = ['--pid', '--mount', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child'];
    // It is killed with whoever runs the tests, and its init, with all below it, is killed with it.
    const unshare = ['--pdeathsig', 'KILL', 'unshare', ...namespaces, '--mount-proc', 'sh', '-c', INIT];
    this.#unshare = spawn('setpriv', unshare, {
      env: { PATH: process.env.PATH, NODE: process.execPath, ROOT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#unshare.stdout!, this.#unshare.stderr!]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#log += text;
      });
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#unshare.once('error', reject);
      this.#unshare.once('close', () => {
        this.#hasEnded = true;
        resolve();
      });
    });
  }

  static async boot(): Promise<Systemd> {
    const systemd = new Systemd();
    await systemd.#until(() => systemd.#try('systemctl', 'is-system-running').stdout === 'running\n');
    return systemd;
  }

  async shutDown(): Promise<void> {
    this.#unshare.kill('SIGKILL');
    await this.#ended;
  }

  /** Runs a program in there. @returns what it wrote to stdout; fails when it does */
  run(program: string, ...args: string[]): string {
    const { status, stdout, stderr } = this.#try(program, ...args);
    if (status !== 0)
      throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}${stdout}`);
    return stdout;
  }

  /** Enables a unit with some settings of its own. It is not started, but kept in memory: systemd would forget how it ended. */
  enable(unit: string, lines: readonly string[]): void {
    this.writeFile(`/etc/systemd/system/${unit}.service.d/test.conf`, ['[Service]', ...lines, ''].join('\n'));
    this.run('systemctl', 'enable', unit);
    this.run('systemctl', 'daemon-reload');
  }

  /** Sets what the processor's sensor tells, in °C. */
  heat(celsius: number): void {
    this.writeFile('/sys/class/thermal/thermal_zone0/temp', `${celsius * 1000}\n`);
  }

  writeFile(path: string, text: string): void {
    const script = 'mkdir -p "$(dirname "$1")" && printf %s "$2" > "$1"';
    this.run('sh', '-c', script, 'sh', path, text);
  }

  read(path: string): string {
    return this.run('cat', path);
  }

  /** A property of a unit. */
  property(unit: string, name: string): string {
    return this.run('systemctl', 'show', '--value', '--property', name, unit).trim();
  }

  /** Resolves when a property has one of these values. */
  async reaches(unit: string, name: string, ...values: string[]): Promise<void> {
    await this.#until(() => values.includes(this.property(unit, name)));
  }

  /** Resolves when a file holds a text. */
  async shows(path: string, pattern: RegExp): Promise<void> {
    await this.#until(() => pattern.test(this.#try('cat', path).stdout));
  }

  #try(program: string, ...args: string[]) {
    const unshare = this.#unshare.pid!;
    const [init = ''] = readFileSync(`/proc/${unshare}/task/${unshare}/children`, 'utf8').split(' ');
    return spawnSync('nsenter', ['--target', init, '--all', program, ...args], { encoding: 'utf8' });
  }

  /** systemd tells nobody outside of its namespaces what happens: this asks until it holds. */
  async #until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      if (this.#hasEnded) throw new Error(`systemd has ended: ${this.#log}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
