import { describe, expect, it } from 'vitest';
import type { LearningState } from '../detect/analysis.ts';
import { batchOf } from '../testing/batches.ts';
import { FakeAnalysis } from '../testing/fake-analysis.ts';
import { oddFrames, watched } from '../testing/odd-session.ts';
import { type OddBody, oddColumns } from './protocol.ts';

const ids = (body: OddBody): number[] => body.rows.map(row => row.id);

describe('the odd screen', () => {
  it('lists incidents, the newest first, with a cell for each column', () => {
    const body = watched().odd();
    expect(ids(body)).toEqual([4, 3, 2, 1]);
    for (const row of body.rows) expect(row.cells).toHaveLength(oddColumns.length);
    expect(body.rows.map(row => row.tone)).toEqual(['bad', 'plain', 'plain', 'plain']);
    expect(body.rows[1]?.cells.slice(1, 5)).toEqual([
      '!',
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
    for (const column of oddColumns.filter(one => one !== 'country' && one !== 'name')) {
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

  it('suggests how to look for words that are no filter', () => {
    const { filter } = watched().snapshot({ filter: 'port scan' });
    expect(filter.error).toContain('info ~ "port scan"');
    expect(watched().snapshot({ filter: 'port scan', screen: 'packets' }).filter.error).not.toContain(
      'info ~',
    );
  });

  it('knows who takes part, and where they are', () => {
    const body = watched().odd({ cursor: { at: 1, offset: 0, screenRow: 0 } });
    expect(body.selected).toMatchObject({ severity: 'bad', who: expect.any(Array) });
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
    session.core.packets(batchOf(oddFrames(10, 20)));
    expect(odd({ cursor }).selected).toMatchObject({ gone: 5, packets: [] });
    expect(odd({ cursor }).selected?.sentence).toContain('10.0.0.5');
  });

  it('keeps what is opened, wherever a filter leaves the list', () => {
    const { odd } = watched();
    expect(odd({ open: 1, filter: 'port 53' })).toMatchObject({ rows: [{ id: 4 }], selected: { id: 1 } });
    expect(odd({ open: 1, filter: 'odd > 900' })).toMatchObject({ note: '', selected: { id: 1 } });
    expect(odd({ open: 99 }).selected).toBeUndefined();
  });

  it('adds nothing while the picture is frozen', () => {
    const { session, odd } = watched(15);
    expect(ids(odd({ frozenAt: 15 }))).toEqual([2, 1]);
    session.core.packets(batchOf(oddFrames(5, 15)));
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

describe('the engine screen', () => {
  it('says what is learned and what the budget comes to', () => {
    const { body } = watched().snapshot({ screen: 'engine' });
    if (body.screen !== 'engine') throw new Error('another screen');
    const facts = body.groups.flatMap(group => group.facts);
    expect(body.groups[0]?.title).toBe('detection');
    expect(facts).toContainEqual({ label: 'incidents so far', value: '4 in 19 s', bad: false });
    expect(facts).toContainEqual({ label: 'learned too late', value: 'once', bad: true });
    expect(facts.find(({ label }) => label === 'of flows')?.value).toContain('provisional');
    const off = watched(20, 'off').snapshot({ screen: 'engine' }).body;
    expect(off.screen === 'engine' && off.groups.some(({ title }) => title === 'detection')).toBe(true);
  });
});
