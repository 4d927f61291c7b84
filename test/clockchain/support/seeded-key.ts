import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** DER of a PKCS#8 Ed25519 key up to its 32 secret bytes (RFC 8410, 7). */
const PKCS8_PREFIX = '302e020100300506032b657004220420';

/** The PEM file of the key with these 32 secret bytes (hex). */
export function seededKeyPem(secret: string): string {
  const key = Buffer.from(PKCS8_PREFIX + secret, 'hex');
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  }) as string;
}

/** Opens a key of these secret bytes by way of a file, which is gone afterwards. */
export async function openSeeded<Key>(open: (file: string) => Promise<Key>, secret: string): Promise<Key> {
  const folder = mkdtempSync(join(tmpdir(), 'mine-wasm-key-'));
  try {
    const file = join(folder, 'device.pem');
    writeFileSync(file, seededKeyPem(secret), { mode: 0o600 });
    return await open(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
