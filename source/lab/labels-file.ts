/** Labels beside their recording: NAME.labels.jsonl for the incidents, NAME.labels.gz with a number a packet. */
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Incident } from './contracts.ts';
import type { Labels } from './labels.ts';

/** `demo.pcapng.gz` → `demo`. */
export function stemOf(path: string): string {
  return path.replace(/\.gz$/, '').replace(/\.(pcapng|pcap)$/, '');
}

export function writeLabels(capture: string, labels: Labels): void {
  const stem = stemOf(capture);
  writeFileSync(`${stem}.labels.jsonl`, labels.incidents.map(one => `${JSON.stringify(one)}\n`).join(''));
  writeFileSync(`${stem}.labels.gz`, gzipSync(`${[...labels.numbers].join('\n')}\n`, { level: 9 }));
}

export function readIncidents(capture: string): Incident[] {
  const text = readFileSync(`${stemOf(capture)}.labels.jsonl`, 'utf8');
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Incident);
}

export function readNumbers(capture: string): Uint16Array {
  const text = gunzipSync(readFileSync(`${stemOf(capture)}.labels.gz`)).toString('latin1');
  return Uint16Array.from(text.trimEnd().split('\n'), Number);
}
