// Checks xAPI statements, one a line on standard input, with @learninglocker/xapi-validation.
//
//   run_bot.py xapi export | node tests/xapi/validator/validate.mjs
//
// Says how many there were and how many were refused, and why the first of those. Status 1 if any was.
import { createInterface } from 'node:readline';
import validation from '@learninglocker/xapi-validation';

const SHOWN = 10;
const validate = validation.default;
let statements = 0;
const refused = [];
for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  statements += 1;
  const warnings = validate(JSON.parse(line));
  if (warnings.length > 0) refused.push({ line: statements, warnings });
}
for (const { line, warnings } of refused.slice(0, SHOWN)) {
  for (const warning of warnings) {
    console.error(`line ${line}: ${warning.constructor.name} at ${(warning.path ?? []).join('.')}`);
  }
}
console.log(`${statements} statements, ${refused.length} refused`);
process.exitCode = refused.length > 0 ? 1 : 0;
