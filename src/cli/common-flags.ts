import type { Command } from 'commander';

/** The flags that every command takes. */
export function withOutput(command: Command): Command {
  return command
    .option('--json', 'one JSON object')
    .option('--quiet', 'nothing on stderr but errors')
    .option('--no-color', 'no colours')
    .helpOption('-h, --help', 'print this help');
}

/** A command's flags, and those of the same name that came before it: `mine-wasm --json verify …`. */
export function flagsOf(command: Command) {
  const flags: Record<string, unknown> = {};
  let isPlain = false;
  for (let at: Command | null = command; at !== null; at = at.parent) {
    const own = at.opts();
    isPlain ||= own.color === false;
    for (const [name, value] of Object.entries(own)) flags[name] ??= value;
  }
  return { ...flags, color: !isPlain };
}
