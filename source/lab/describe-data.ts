/** Writes the tables of `data/README.md` anew, from the recordings themselves: `node source/lab/describe-data.ts`. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { catalogue, commandOf } from './catalogue.ts';
import { readIncidents, readNumbers } from './labels-file.ts';

const folder = fileURLToPath(new URL('../../data/', import.meta.url));
const readme = `${folder}README.md`;
const [begin, end] = ['<!-- made by source/lab/describe-data.ts -->', '<!-- end -->'];

const rows = catalogue.map(entry => {
  const path = `${folder}${entry.name}.pcapng.gz`;
  const numbers = readNumbers(path);
  const incidents = readIncidents(path);
  const labelled = numbers.filter(number => number > 0).length;
  const what = incidents.length === 0 ? '–' : String(incidents.length);
  const kilobytes = Math.ceil(statSync(path).size / 1000).toLocaleString('en');
  const counts = [numbers.length, labelled].map(count => count.toLocaleString('en'));
  return `| \`${entry.name}\` | ${counts[0]} | ${what} | ${counts[1]} | ${kilobytes} | \`./start.sh ${commandOf(entry)}\` |`;
});
const table = [
  '| recording | packets | incidents | their packets | kB | how to make it again (as root) |',
  '| --- | ---: | ---: | ---: | ---: | --- |',
  ...rows,
].join('\n');
const text = readFileSync(readme, 'utf8');
const before = text.slice(0, text.indexOf(begin) + begin.length);
writeFileSync(readme, `${before}\n\n${table}\n\n${text.slice(text.indexOf(end))}`);
