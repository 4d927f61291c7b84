import { Header } from '../bitcoin/header.js';
import { verifyHeader } from '../bitcoin/verify.js';
import { EXIT } from './exit-codes.js';
import { describePadding, ownTarget, parseTarget, type TargetFlags, withNames } from './flags.js';
import type { Output, OutputFlags } from './output.js';

/** `mine-wasm verify <header>`: checks a header's proof of work. @returns the exit code */
export async function verify(
  header: string,
  flags: TargetFlags & OutputFlags,
  output: Output,
): Promise<number> {
  const parsed = withNames({ header: '<header>' }, () => Header.from(header));
  const target = parseTarget(flags) ?? ownTarget(parsed, '<header>');
  const { valid, hash, difficulty } = verifyHeader(parsed, target);
  const padding = flags.target === undefined ? undefined : describePadding(flags.target);
  if (padding !== undefined) output.note(padding);
  if (output.isJson) {
    await output.json({ type: 'verification', valid, hash, target: target.toHex(), difficulty });
  } else {
    const verdict = valid ? 'yes: the hash is not above the target' : 'no: the hash is above the target';
    await output.result(
      `valid       ${verdict}\nhash        ${hash}\ntarget      ${target.toHex()}\ndifficulty  ${difficulty} (of the hash; the target's is ${target.difficulty})`,
    );
  }
  return valid ? EXIT.found : EXIT.notFound;
}
