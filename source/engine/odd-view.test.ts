import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openCapture } from '../capture/file.ts';
import type { LearningState } from '../detect/analysis.ts';
import { batchOf, ListSource } from '../testing/batches.ts';
import { FakeAnalysis, fakeFinds } from '../testing/fake-analysis.ts';
import { fromText, tcpFrame } from '../testing/frames.ts';
import { temporaryFolder } from '../testing/temporary.ts';
import { decisionOf } from './exported-oddness.ts';
import { OddnessHistory } from './oddness-chart.ts';
import {
  type ExportFormat,
  type ExportProgress,
  type OddBody,
  oddColumns,
  type Snapshot,
  type View,
} from './protocol.ts';
import { Session } from './session.ts';

const view: View = {
  id: 1,
  screen: 'odd',
  filter: '',
  frozenAt: undefined,
  rows: 10,
  cursor: { at: 'first', offset: 0, screenRow: 0 },
  sort: undefined,
  open: undefined,
  conversation: undefined,
  span: 'start',
  chartWidth: 20,
  find: undefined,
};

const frames = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => ({
    seconds: 1000 + from + index,
    data: tcpFrame(40_000, 80, fromText('x'.repeat(index))),
  }));

function watched(packets = 20, analysis: FakeAnalysis | 'off' = new FakeAnalysis(), maxPackets = 100) {
  const makeAnalysis = analysis === 'off' ? {} : { makeAnalysis: () => analysis };
  const input = {
    source: new ListSource([]),
    name: 'test',
    live: false,
    captureFilter: '',
    speed: 'max',
  } as const;
  const session = new Session({ maxPackets, ...makeAnalysis }, input);
  if (packets > 0) session.core.packets(batchOf(frames(packets)));
  const snapshot = (changes: Partial<View> = {}): Snapshot => session.snapshot({ ...view, ...changes });
  const odd = (changes: Partial<View> = {}): OddBody => {
    const { body } = snapshot(changes);
    if (body.screen !== 'odd') throw new Error('another screen');
    return body;
  };
  return { session, snapshot, odd };
}

const ids = (body: OddBody): number[] => body.rows.map(row => row.id);

describe('the odd screen', () => {
  it('lists incidents, the newest first, with a cell for each column', () => {
    const body = watched().odd();
    expect(ids(body)).toEqual([4, 3, 2, 1]);
    for (const row of body.rows) expect(row.cells).toHaveLength(oddColumns.length);
    expect(body.rows.map(row => row.tone)).toEqual(['bad', 'plain', 'plain', 'plain']);
    expect(body.rows[1]?.cells.slice(1, 4)).toEqual([
      'SYN flood',
      expect.stringContaining('61'),
      '10.0.0.1:80',
    ]);
    expect(body.selected?.id).toBe(4);
    expect(body.note).toBe('');
  });

  it('follows the incident under the cursor, and moves from there', () => {
    const { odd } = watched();
    const on = odd({ cursor: { at: 2, offset: 0, screenRow: 5 } });
    expect(on.selected?.title).toBe('Neighbour spoofing');
    expect(on.position).toMatchObject({ total: 4, selected: 2 });
    expect(odd({ cursor: { at: 2, offset: 1, screenRow: 5 } }).selected?.id).toBe(1);
    const small = odd({ rows: 2, cursor: { at: 1, offset: 0, screenRow: 1 } });
    expect(ids(small)).toEqual([2, 1]);
    expect(small.position).toMatchObject({ first: 2, selected: 1 });
  });

  it('sorts by each of its columns', () => {
    const { odd } = watched();
    for (const column of oddColumns) {
      const up = odd({ sort: { column, descending: false } });
      const down = odd({ sort: { column, descending: true } });
      expect(ids(up).toSorted()).toEqual([1, 2, 3, 4]);
      const cell = oddColumns.indexOf(column);
      const ends = (body: OddBody) => [body.rows[0]?.cells[cell], body.rows.at(-1)?.cells[cell]];
      expect(ends(up).toReversed(), column).toEqual(ends(down));
    }
  });

  it.each([
    ['odd > 50', [2]],
    ['10.0.0.5', [1]],
    ['ip.dst == 10.0.0.1', [4, 3]],
    ['2001:db8::/32', [2]],
    ['port 53', [4]],
    ['info ~ "flood"', [3]],
    ['not port 53 and odd < 55', [3, 1]],
  ] as const)('filters by what incidents have: %s', (filter, wanted) => {
    expect(ids(watched().odd({ filter }))).toEqual(wanted);
  });

  it('says so when a filter is about something else, and applies none of it', () => {
    const body = watched().odd({ filter: 'ttl < 5' });
    expect(ids(body)).toEqual([4, 3, 2, 1]);
    expect(body.filterNote).toContain('ttl');
    expect(watched().odd({ filter: 'odd > 900' })).toMatchObject({ note: 'no incident matches the filter' });
  });

  it('shows the evidence that is still kept, and counts what is gone', () => {
    const { session, odd } = watched(20, new FakeAnalysis(), 10);
    const cursor = { at: 1, offset: 0, screenRow: 0 };
    expect(odd({ cursor }).selected).toMatchObject({ gone: 4, packets: [{ id: 12 }] });
    session.core.packets(batchOf(frames(10, 20)));
    expect(odd({ cursor }).selected).toMatchObject({ gone: 5, packets: [] });
    expect(odd({ cursor }).selected?.sentence).toContain('10.0.0.5');
  });

  it('adds nothing while the picture is frozen', () => {
    const { session, odd } = watched(15);
    expect(ids(odd({ frozenAt: 15 }))).toEqual([2, 1]);
    session.core.packets(batchOf(frames(5, 15)));
    expect(odd({ frozenAt: 15 })).toMatchObject({ rows: [{ id: 2 }, { id: 1 }], position: { newer: 2 } });
    expect(ids(odd())).toEqual([4, 3, 2, 1]);
  });

  it('remembers what is normal here', () => {
    const { session, odd, snapshot } = watched();
    expect(snapshot().status).toMatchObject({ openIncidents: 1, newestIncident: 4, totalIncidents: 4 });
    session.markNormal(4, true);
    expect(odd().rows[0]).toMatchObject({ isNormal: true, tone: 'quiet' });
    expect(snapshot().status).toMatchObject({ openIncidents: 0, newestIncident: 3 });
    session.markNormal(4, false);
    expect(odd().rows[0]).toMatchObject({ isNormal: false, tone: 'bad' });
  });

  it('says what an empty list is worth', () => {
    const note = (learning: Partial<LearningState>, packets = 20): string =>
      watched(packets, new FakeAnalysis([], learning)).odd().note;
    expect(note({})).toBe('nothing odd in 19 s');
    expect(note({ source: 'nothing', progress: 0.63 })).toMatch(
      /^nothing odd in 19 s; still learning .*63 %/,
    );
    expect(note({ source: 'bundled', progress: 0.2 })).toMatch(/baseline of another network.*20 %/);
    expect(note({}, 0)).toBe('no packets yet');
    const off = watched(20, 'off');
    expect(off.odd()).toMatchObject({ rows: [], note: expect.stringContaining('detection is off') });
    expect(off.snapshot().status.learning).toMatchObject({ phase: 'off', words: 'detection off' });
  });

  it('ends with its input', () => {
    const analysis = new FakeAnalysis();
    const { session, odd } = watched(20, analysis);
    session.ended('ended', '');
    expect(analysis.hasEnded).toBe(true);
    expect(odd().rows.every(row => !row.isOpen)).toBe(true);
  });
});

describe('the oddness of packets', () => {
  const column = 7;

  it('stands in the table, warm where it is rare and hot where it alarms', () => {
    const { body } = watched().snapshot({ screen: 'packets', rows: 20 });
    if (body.screen !== 'packets') throw new Error('another screen');
    const row = (number: number) => body.rows.find(({ id }) => id === number);
    expect(row(2)?.cells[column]).toBe('7');
    expect(row(2)?.heat).toBeUndefined();
    expect(row(7)).toMatchObject({ heat: 'hot' });
    expect(row(7)?.cells[column]).toBe('50');
    expect(row(4)?.heat).toBe('warm');
    expect(row(13)?.cells[column]).toBe('');
  });

  it('can be filtered and sorted by', () => {
    const { snapshot } = watched();
    const { body } = snapshot({ screen: 'packets', filter: 'odd >= 31', rows: 40 });
    expect(body.screen === 'packets' && body.rows.map(({ id }) => id)).toEqual([
      4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16, 17, 18, 19, 20,
    ]);
    const sort = { column: 'odd', descending: true };
    const sorted = snapshot({ screen: 'packets', sort, rows: 3 }).body;
    expect(sorted.screen === 'packets' && sorted.rows.map(({ id }) => id)).toEqual([5, 6, 7]);
    const off = watched(20, 'off').snapshot({ screen: 'packets', filter: 'odd > 3' });
    expect(off.filter.error).not.toBe('');
  });

  it('is explained where a packet is opened', () => {
    const { session, snapshot } = watched();
    const opened = (open: number) => {
      const { body } = snapshot({ screen: 'packets', open });
      return body.screen === 'packets' ? body.opened?.odd : undefined;
    };
    expect(opened(7)).toMatchObject({ oddness: 50, incident: 1, title: 'Port scan', heat: 'hot' });
    expect(opened(7)?.reasons).toEqual(['unusually high: bytes of a packet']);
    expect(opened(2)).toMatchObject({ incident: 0, title: '', reasons: [] });
    session.markNormal(1, true);
    // It is still beyond the alarm line.
    expect(opened(7)?.heat).toBe('hot');
    expect(watched(20, 'off').snapshot({ screen: 'packets', open: 7 }).body).toMatchObject({
      opened: { odd: undefined },
    });
  });
});

describe('exports', () => {
  async function exported(
    format: ExportFormat,
    path: string,
    analysis: FakeAnalysis | 'off' = new FakeAnalysis(),
  ): Promise<void> {
    const { session } = watched(20, analysis);
    const order = { path, format, overwrite: false, what: 'shown' } as const;
    const progress = await new Promise<ExportProgress>(resolve =>
      session.export(1, order, one => one.done && resolve(one)),
    );
    expect(progress.error).toBe('');
  }

  it('say how odd each packet is and why', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'odd.jsonl');
    await exported('jsonl', path);
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines[1]).toMatchObject({ oddness: 7, decision: 0.788, reasons: [] });
    expect(lines[6]).toMatchObject({ oddness: 50, decision: -0.515 });
    expect(lines[6].reasons).toEqual([
      expect.stringMatching(/^Port scan: .*10\.0\.0\.5/),
      'unusually high: bytes of a packet',
    ]);
    const csvPath = join(folder.path, 'odd.csv');
    await exported('csv', csvPath);
    expect(readFileSync(csvPath, 'utf8').split('\n')[0]).toMatch(/,oddness,decision,reasons$/);
  });

  it('have no such fields where nothing is judged', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'plain.jsonl');
    await exported('jsonl', path, 'off');
    expect(readFileSync(path, 'utf8')).not.toMatch(/oddness|decision|reasons/);
  });

  it('remark in pcapng on packets of incidents alone', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'odd.pcapng');
    await exported('pcapng', path);
    const opened = await openCapture(path);
    if (!opened.ok) throw new Error(opened.message);
    const comments = new Map<number, string>();
    let before = 0;
    const sink = {
      packets(batch: ReturnType<typeof batchOf>) {
        for (const [index, text] of batch.comments ?? []) comments.set(before + index + 1, text);
        before += batch.count;
      },
      notice: () => undefined,
    };
    while (opened.source.drain(sink, 10) !== 'ended') await opened.source.ready();
    opened.source.close();
    expect(before).toBe(20);
    expect(comments.get(7)).toMatch(/^odd 50: Port scan: .*10\.0\.0\.5/);
    expect(comments.has(2)).toBe(false);
  });

  it('decide as scikit-learn does: negative beyond the alarm line', () => {
    expect(decisionOf(0, 33, false)).toBe(1);
    expect(decisionOf(33, 33, false)).toBe(0);
    expect(decisionOf(50, 33, false)).toBeLessThan(0);
    expect(decisionOf(500, 33, false)).toBe(-1);
    for (const noLine of [0, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(decisionOf(50, noLine, false)).toBe(1);
      expect(decisionOf(50, noLine, true)).toBe(-1);
    }
  });
});

describe('the oddness chart', () => {
  it('changes once a second, and with its width', () => {
    let now = 0;
    const analysis = new FakeAnalysis();
    const { session } = watched(4, analysis);
    const history = new OddnessHistory(analysis, () => now);
    const first = history.recent(3);
    expect(first).toEqual({ values: [7, 12, 31], alarmLine: 33, budget: 6 });
    session.core.packets(batchOf(frames(2, 5)));
    now = 999;
    expect(history.recent(3)).toBe(first);
    now = 1000;
    expect(history.recent(3).values).toEqual([null, 50, 50]);
    expect(history.recent(4).values).toHaveLength(4);
  });

  it('has no line where there is none', () => {
    const analysis = new FakeAnalysis(fakeFinds, {}, Number.POSITIVE_INFINITY);
    const { snapshot } = watched(3, analysis);
    expect(snapshot().oddness.alarmLine).toBeUndefined();
    expect(watched(3, 'off').snapshot().oddness).toEqual({ values: [], alarmLine: undefined, budget: 0 });
  });
});

describe('the engine screen', () => {
  it('says what is learned and what the budget comes to', () => {
    const { body } = watched().snapshot({ screen: 'engine' });
    if (body.screen !== 'engine') throw new Error('another screen');
    const facts = body.groups.flatMap(group => group.facts);
    expect(facts).toContainEqual({ label: '', value: '14 in the last hour', bad: true });
    expect(facts).toContainEqual({ label: 'late models', value: '1', bad: true });
    expect(facts.find(({ label }) => label === 'flow')?.value).toContain('provisional');
    const off = watched(20, 'off').snapshot({ screen: 'engine' }).body;
    expect(off.screen === 'engine' && off.groups.some(({ title }) => title === 'detection')).toBe(true);
  });
});
