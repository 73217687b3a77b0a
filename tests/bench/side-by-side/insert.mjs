// Puts a table from standard input into docs/performance.md, between the marks of its name:
//   tests/bench/sizes | node tests/bench/side-by-side/insert.mjs sizes
// The last line, JSON for machines, is left out.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const [name] = process.argv.slice(2);
const file = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
const lines = readFileSync(0, 'utf8').trimEnd().split('\n');
if (!lines.pop().startsWith('{')) throw new Error(`${name}: the last line is no JSON`);
const [begin, end] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
const page = readFileSync(file, 'utf8');
const [before, after] = [page.split(begin)[0], page.split(end)[1]];
if (after === undefined) throw new Error(`docs/performance.md: no marks ${begin.trim()} ${end}`);
writeFileSync(file, `${before}${begin}\n${lines.join('\n').trim()}\n\n${end}${after}`);
