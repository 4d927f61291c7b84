#!/usr/bin/env node
// `mine-wasm-grind <header>`: a command without an argument of its own, for callers that take a program's name alone.
void import('./run.js').then(({ run }) => run(['grind', ...process.argv.slice(2)]));
