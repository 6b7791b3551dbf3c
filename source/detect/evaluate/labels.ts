import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { LabelledIncident } from './incident-match.ts';

/** What is known to be true of a capture: which of its packets belong to an incident. */
export type Labels = {
  /** One per packet in file order: 0, or the number of its incident (1 where labels only say "attack"). */
  readonly numbers: Uint32Array;
  /** What is said of the incidents beside the labels; times are of the capture's own clock. Empty where nothing is. */
  readonly incidents: readonly DescribedIncident[];
};

export type DescribedIncident = {
  readonly number: number;
  readonly kind: string;
  readonly isBenign: boolean;
  readonly intensity: string;
};

const gunzipped = promisify(gunzip);
const gzipMagic = 0x1f8b;
const highestNumber = 1_000_000;
const labelsEnding = /\.labels(-wide)?(\.gz)?$/;

/** Reads `path` (a line for each packet, also gzipped) and, where there is one, `NAME.labels.jsonl` beside it. */
export async function readLabels(
  path: string,
): Promise<
  { readonly ok: true; readonly labels: Labels } | { readonly ok: false; readonly message: string }
> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'damaged';
    return { ok: false, message: `cannot read the labels (${reason}); name the file with --labels` };
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const numbers = new Uint32Array(lines.length);
  for (const [index, line] of lines.entries()) {
    const number = /^\s*\d+\s*$/.test(line) ? Number(line) : Number.NaN;
    if (!(number <= highestNumber)) {
      return {
        ok: false,
        message: `line ${index + 1} of the labels is not a number; there must be one for each packet`,
      };
    }
    numbers[index] = number;
  }
  return { ok: true, labels: { numbers, incidents: await readDescriptions(path) } };
}

/** The labelled incidents with the times their packets have in the run's clock. `times` are those of all packets. */
export function labelledIncidents(labels: Labels, times: Float64Array, from = 0): LabelledIncident[] {
  const found = new Map<number, { start: number; end: number; packets: number }>();
  for (let index = from; index < times.length; index += 1) {
    const number = labels.numbers[index] ?? 0;
    if (number === 0) continue;
    const time = times[index] as number;
    const span = found.get(number);
    if (span === undefined) found.set(number, { start: time, end: time, packets: 1 });
    else {
      span.start = Math.min(span.start, time);
      span.end = Math.max(span.end, time);
      span.packets += 1;
    }
  }
  return [...found]
    .sort(([a], [b]) => a - b)
    .map(([number, span]) => {
      const described = labels.incidents.find(incident => incident.number === number);
      return {
        number,
        kind: described?.kind ?? 'attack',
        isBenign: described?.isBenign ?? false,
        ...span,
      };
    });
}

async function readDescriptions(path: string): Promise<DescribedIncident[]> {
  const beside = path.replace(labelsEnding, '.labels.jsonl');
  if (beside === path) return [];
  try {
    const text = await readText(beside);
    return text
      .split('\n')
      .filter(line => line !== '')
      .flatMap(line => describe(JSON.parse(line)));
  } catch {
    // Without it incidents have no names, which is all that is lost.
    return [];
  }
}

function describe(value: unknown): DescribedIncident[] {
  if (typeof value !== 'object' || value === null) return [];
  const { number, kind, benign, intensity } = value as Record<string, unknown>;
  if (typeof number !== 'number' || typeof kind !== 'string') return [];
  return [
    { number, kind, isBenign: benign === true, intensity: typeof intensity === 'string' ? intensity : '' },
  ];
}

async function readText(path: string): Promise<string> {
  const bytes = await readFile(path);
  const isGzip = bytes.length > 2 && bytes.readUInt16BE(0) === gzipMagic;
  return (isGzip ? await gunzipped(bytes, { maxOutputLength: 2 ** 30 }) : bytes).toString('latin1');
}
