import type { Comparison } from './comparison.js';
import { COLUMNS, type Column, explainMarks, filledColumns, headOf } from './comparison-columns.js';

/** A comparison as a Markdown table (GitHub's dialect), followed by what is left out and the notes. */
export function comparisonToMarkdown({ devices, leftOut, notes }: Comparison): string {
  const columns: Column[] = filledColumns(devices).map((name) => COLUMNS[name]);
  const table = [
    columns.map((column) => escapeMarkdown(headOf(column))),
    columns.map(({ isNumber }) => (isNumber ? '--:' : '---')),
    ...devices.map((device) => columns.map(({ cell }) => escapeMarkdown(cell(device)))),
  ].map((row) => `| ${row.join(' | ')} |`);
  const remarks = [
    ...leftOut.map(({ label, reason }) => `Not ranked: ${label}, ${reason}`),
    ...explainMarks(devices),
    ...notes,
  ].map((remark) => `- ${escapeMarkdown(remark)}`);
  return [...(devices.length > 0 ? [table] : []), ...(remarks.length > 0 ? [remarks] : [])]
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

/** What Markdown or HTML would take for markup; line breaks would end the row. */
function escapeMarkdown(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~]/g, '\\$&')
    .replace(/\s+/g, ' ');
}
