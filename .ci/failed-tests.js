// failed-tests.js SUITE REPORT: the failed tests of a vitest JSON report, a line each with the start of its message.
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/** One line, however long the message: a log's end has to hold them all. */
const MESSAGE_LENGTH = 600;

const [suite, report] = process.argv.slice(2);

let files = [];
try {
  files = JSON.parse(readFileSync(report, 'utf8')).testResults;
} catch {
  // No report: the suite itself says that no test ran.
}

for (const file of files) {
  const failed = file.assertionResults.filter(({ status }) => status === 'failed');
  const name = file.name.slice(file.name.lastIndexOf('/test/') + 1);
  for (const test of failed) console.log(line(`${name} > ${test.fullName}`, test.failureMessages.join(' ')));
  if (file.status === 'failed' && failed.length === 0) console.log(line(name, file.message));
}

function line(name, message) {
  const plain = stripVTControlCharacters(message).replaceAll(/\s+/g, ' ');
  return `${suite}: ${name}: ${plain.slice(0, MESSAGE_LENGTH)}`;
}
