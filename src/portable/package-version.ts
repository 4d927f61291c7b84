import manifest from '../../package.json' with { type: 'json' };

/** This package's version, as package.json had it when the portable file was built. */
export function packageVersion(): string {
  return manifest.version;
}
