import { formatBits } from '../bitcoin/compact.js';
import { explainHeader } from '../bitcoin/explain.js';
import { Header } from '../bitcoin/header.js';
import { HeaderTemplate } from '../bitcoin/header-template.js';
import { Target } from '../bitcoin/target.js';
import { verifyHeader } from '../bitcoin/verify.js';
import { formatHashes } from '../quantities.js';
import { EXIT } from './exit-codes.js';
import { describePadding, FlagError, parseTarget, type TargetFlags, withNames } from './flags.js';
import type { Output, OutputFlags } from './output.js';
import { plainTable } from './plain-table.js';

/** A row of what is shown: a name, its value, and what it means. */
type Row = readonly [name: string, value: string, meaning: string];

/** `mine-wasm decode <header | bits | difficulty>`: explains every field. @returns the exit code */
export async function decode(
  text: string | undefined,
  flags: TargetFlags & OutputFlags,
  output: Output,
): Promise<number> {
  const named = parseTarget(flags);
  if ((text === undefined) === (named === undefined)) {
    const got = text === undefined ? 'nothing' : 'several';
    throw new FlagError('<value>', `expected one header, bits, difficulty or target, got ${got}`);
  }
  if (text !== undefined && isHeader(text)) return decodeHeader(text, output);
  const padding = flags.target === undefined ? undefined : describePadding(flags.target);
  if (padding !== undefined) output.note(padding);
  return decodeTarget(named ?? parseShort(text ?? '', output), output);
}

/** Anything of a header's length, or longer than bits and difficulties are: a mistyped header is told as one. */
function isHeader(text: string): boolean {
  return text.length > 40 || /^[\da-f]{20,}$/i.test(text);
}

/** Eight hex digits or 0x… are bits, anything else a difficulty. */
function parseShort(text: string, output: Output): Target {
  if (/^(0x)?[\da-f]{8}$/i.test(text)) {
    if (/^\d+$/.test(text))
      output.note(`${text} is read as bits; --difficulty ${text} reads it as a difficulty`);
    return withNames({ bits: '<value>' }, () => Target.fromBits(text));
  }
  if (!/^[+-]?[\d.]+(e[+-]?\d+)?$/i.test(text)) {
    const expected = 'a header (76 or 80 bytes in hex), bits (8 hex digits) or a difficulty';
    throw new FlagError('<value>', `expected ${expected}, got ${JSON.stringify(text)}`);
  }
  return withNames({ difficulty: '<value>' }, () => Target.fromDifficulty(text));
}

async function decodeHeader(hex: string, output: Output): Promise<number> {
  const template = withNames({ header: '<value>' }, () => HeaderTemplate.from(hex));
  const fields = explainHeader(hex.length === template.toHex().length ? template : Header.from(hex));
  const target = targetOf(template);
  const proof =
    hex.length === template.toHex().length || target === undefined ? undefined : verifyHeader(hex);
  if (output.isJson) {
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    await output.json({
      type: 'header',
      ...values,
      ...(target && describeJson(target)),
      ...(proof && { hash: proof.hash, valid: proof.valid, hashDifficulty: proof.difficulty }),
      fields,
    });
    return EXIT.found;
  }
  const rows: Row[] = fields.map(({ name, value, meaning }) => [
    name,
    String(value),
    // The target has a row of its own; only what is wrong with the bits belongs here.
    name === 'bits' && target !== undefined ? 'the target, compact' : meaning,
  ]);
  if (target !== undefined) rows.push(...describe(target));
  if (proof !== undefined) {
    rows.push(['hash', proof.hash, proof.valid ? 'meets the target' : 'does not meet the target']);
  }
  await output.result(await table(rows));
  return EXIT.found;
}

function targetOf(template: HeaderTemplate): Target | undefined {
  try {
    return template.target();
  } catch {
    return undefined; // explainHeader says what is wrong with the bits
  }
}

async function decodeTarget(target: Target, output: Output): Promise<number> {
  if (output.isJson)
    await output.json({ type: 'target', bits: formatBits(target.bits), ...describeJson(target) });
  else {
    const exact = target.isCompact ? 'the target, compact' : 'the nearest compact value below the target';
    await output.result(await table([['bits', formatBits(target.bits), exact], ...describe(target)]));
  }
  return EXIT.found;
}

function describeJson(target: Target) {
  return { target: target.toHex(), difficulty: target.difficulty, expectedHashes: target.expectedHashes };
}

function describe(target: Target): Row[] {
  return [
    ['target', target.toHex(), 'a hash, read as a number, must not be above it'],
    ['difficulty', String(target.difficulty), 'how many times harder than difficulty 1'],
    [
      'expected hashes',
      String(target.expectedHashes),
      `${formatHashes(target.expectedHashes)} on average until a solution`,
    ],
  ];
}

/** For a terminal too narrow for the table: each value below its name. */
function list(rows: readonly Row[]): string {
  return rows.map(([name, value, meaning]) => `${name} (${meaning})\n  ${value}`).join('\n');
}

async function table(rows: readonly Row[]): Promise<string> {
  const lines = await plainTable(rows);
  const isNarrow = lines.some((line) => line.length > (process.stdout.columns ?? Number.POSITIVE_INFINITY));
  return isNarrow ? list(rows) : lines.join('\n');
}
