import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary.ts';
import type { Incident } from '../incidents/incident.ts';
import { matchIncidents } from './incident-match.ts';
import { labelledIncidents, readLabels } from './labels.ts';

const incident = (id: number, openedAt: number, evidence: readonly number[]): Incident => ({
  id,
  kind: 'port-scan',
  actor: undefined,
  target: undefined,
  port: -1,
  protocol: '',
  first: openedAt,
  openedAt,
  last: openedAt,
  isOpen: false,
  oddness: 30,
  measures: [],
  details: [],
  actors: 1,
  targets: 1,
  announcements: 1,
  packets: evidence.length,
  bytes: 0,
  evidence,
  flows: [],
  timeline: [],
  timelineSeconds: 1,
  isNormal: false,
});

describe('incidents and labels', () => {
  const labels = [0, 1, 1, 1, 0, 0, 2, 2];
  const labelOf = (packet: number): number => labels[packet - 1] ?? 0;
  const known = [
    { number: 1, kind: 'scan', isBenign: false, start: 10, end: 12, packets: 3 },
    { number: 2, kind: 'flood', isBenign: false, start: 20, end: 21, packets: 2 },
  ];

  it('belong together where at least half of the evidence does', () => {
    const { labelled, falseIncidents } = matchIncidents(
      [incident(1, 11, [2, 3, 5]), incident(2, 15, [5, 6, 2]), incident(3, 12, [4])],
      known,
      labelOf,
    );
    expect(labelled[0]).toMatchObject({ found: [1, 3], foundAs: ['port-scan'], secondsToDetect: 1 });
    expect(labelled[1]).toMatchObject({ found: [], secondsToDetect: undefined });
    expect(falseIncidents.map(({ id }) => id)).toEqual([2]);
  });

  it('without evidence a report is false', () => {
    expect(matchIncidents([incident(1, 11, [])], known, labelOf).falseIncidents).toHaveLength(1);
  });

  it('of a recording of ours have names', async () => {
    const path = fileURLToPath(new URL('../../../data/demo.labels.gz', import.meta.url));
    const read = await readLabels(path);
    if (!read.ok) throw new Error(read.message);
    const times = Float64Array.from(read.labels.numbers, (_, index) => index);
    const found = labelledIncidents(read.labels, times);
    expect(found).toHaveLength(12);
    expect(found[0]).toMatchObject({ number: 1, kind: 'tcp-syn-scan', isBenign: false });
    expect(found[1]).toMatchObject({ kind: 'new-device', isBenign: true });
  });

  it('that are not numbers are refused with the line', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'x.labels');
    await writeFile(path, '0\n1\nyes\n');
    expect(await readLabels(path)).toMatchObject({ ok: false, message: expect.stringContaining('line 3') });
    expect(await readLabels(`${path}.none`)).toMatchObject({ ok: false });
  });
});
