import { describe, expect, it } from 'vitest';
import { fakeStatus, snapshotFor } from '../testing/fake-engine.ts';
import { afterKeys, answered, startState } from '../testing/screen-states.ts';
import { activeContexts } from './contexts.ts';
import { helpColumns } from './help-lines.ts';
import { defaultBindings } from './keys.ts';
import { layoutOf } from './layout.ts';
import { reduce } from './reduce.ts';
import { openedIncident, selectedIncident, selectedPacket } from './reduce-odd.ts';
import type { State } from './state.ts';
import { isUseful } from './useful.ts';
import { viewOf } from './view.ts';

const size = { columns: 80, rows: 24 };
const odd = (): State => startState(size, 'odd');

describe('the odd screen', () => {
  it('begins with the newest incident, and says at once what there is to say of it', () => {
    expect(selectedIncident(odd())?.id).toBe(6);
    expect(openedIncident(odd())?.title).toBe('Port scan');
    const moved = afterKeys(odd(), 'down', 'down');
    expect(selectedIncident(moved)?.id).toBe(4);
    expect(openedIncident(moved)?.title).toBe('Neighbour spoofing');
  });

  it('says nothing of one incident under the name of another, before the answer came', () => {
    const moved = reduce(odd(), { kind: 'command', command: 'down' });
    expect(selectedIncident(moved)?.id).toBe(5);
    expect(openedIncident(moved)).toBeUndefined();
  });

  it('gives the list the rows it needs, and what is said of the selected one its share', () => {
    const { tableRows, detailRows, bodyRows, chartRows } = layoutOf(odd());
    expect(tableRows).toBe(6);
    expect(chartRows).toBe(0);
    expect(tableRows + detailRows + 2).toBe(bodyRows);
    const big = layoutOf(startState({ columns: 120, rows: 40 }, 'odd'));
    expect(big.chartRows).toBeGreaterThan(0);
    expect(big.tableRows + big.detailRows + 2).toBe(big.bodyRows);
  });

  it('opens an incident on the whole screen, where keys move among its packets', () => {
    const opened = afterKeys(odd(), 'open');
    expect(activeContexts(opened).slice(0, 2)).toEqual(['incident', 'odd']);
    expect(layoutOf(opened)).toMatchObject({ isTableShown: false, chartRows: 0 });
    expect(selectedPacket(opened)).toBe(0);
    expect(selectedPacket(afterKeys(opened, 'down', 'down'))).toBe(2);
    const packets = openedIncident(opened)?.packets.length ?? 0;
    const last = afterKeys(opened, 'last', 'down');
    expect(selectedPacket(last)).toBe(packets - 1);
    expect(selectedPacket(afterKeys(last, 'first', 'up'))).toBe(0);
    expect(selectedPacket(afterKeys(opened, 'pageDown'))).toBeGreaterThan(3);
    expect(selectedPacket(answered(reduce(opened, { kind: 'wheel', rows: 3 })))).toBe(3);
    // The list has not moved.
    expect(selectedIncident(afterKeys(last, 'back'))?.id).toBe(6);
  });

  it('leads to the packets of an incident and back to where one was', () => {
    const before = { ...odd(), filter: 'odd > 20' };
    const there = afterKeys(before, 'showPackets');
    expect(there).toMatchObject({ screen: 'packets', filter: 'ip == 10.0.0.5 and ip == 10.0.0.9' });
    const back = afterKeys(there, 'back');
    expect(back).toMatchObject({ screen: 'odd', filter: 'odd > 20' });
    expect(isUseful(there, 'back')).toBe(true);
  });

  it('goes to one packet of it, and back to the opened incident', () => {
    const opened = afterKeys(odd(), 'open', 'down', 'down');
    const there = afterKeys(opened, 'showPacket');
    expect(there.screen).toBe('packets');
    expect(there.tables.packets.cursor.at).toBe(openedIncident(opened)?.packets[2]?.id);
    const closed = afterKeys(there, 'open', 'back');
    expect(closed.screen).toBe('packets');
    const back = afterKeys(closed, 'back');
    expect(back).toMatchObject({ screen: 'odd', filter: '' });
    expect(selectedPacket(back)).toBe(2);
  });

  it('does not lead back after one went elsewhere or filtered for something else', () => {
    const elsewhere = afterKeys(odd(), 'showPackets', 'flows', 'packets', 'back');
    expect(elsewhere).toMatchObject({ screen: 'packets', filter: '' });
    const filtered = afterKeys(odd(), 'showPackets', { kind: 'filter', text: 'dns' }, 'back');
    expect(filtered).toMatchObject({ screen: 'packets', filter: '' });
  });

  it('sorts and comes back to the newest first', () => {
    let state = odd();
    const seen: (string | undefined)[] = [];
    for (let step = 0; step < 9; step += 1) {
      state = afterKeys(state, 'sort');
      seen.push(state.tables.odd.sort?.column);
    }
    expect(seen).toEqual(['severity', 'time', 'what', 'who', 'target', 'packets', 'odd', 'state', undefined]);
    expect(viewOf(state).sort).toBeUndefined();
  });

  it('sorts the newest, worst and largest first', () => {
    const sorted = afterKeys(odd(), 'sort', 'sort');
    expect(viewOf(afterKeys(odd(), 'sort')).sort).toEqual({ column: 'severity', descending: true });
    expect(viewOf(sorted).sort).toEqual({ column: 'time', descending: true });
  });

  it('stays where it is when Esc has nothing to leave', () => {
    const moved = afterKeys(odd(), 'down', 'down');
    expect(selectedIncident(afterKeys(moved, 'back', 'back'))?.id).toBe(4);
    expect(isUseful(moved, 'back')).toBe(false);
    const filtered = afterKeys(afterKeys(odd(), { kind: 'filter', text: 'odd > 3' }), 'down', 'back', 'back');
    expect(filtered.filter).toBe('');
    expect(selectedIncident(filtered)?.id).toBe(5);
  });

  it('keeps the cursor with the incident that was acted on', () => {
    expect(reduce(odd(), { kind: 'pin' }).tables.odd.cursor.at).toBe(6);
    expect(afterKeys(odd(), 'export').tables.odd.cursor.at).toBe(6);
    expect(afterKeys(odd(), 'showPackets', 'back').tables.odd.cursor.at).toBe(6);
  });

  it('offers to write the packets of the selected incident, and stays', () => {
    const asked = afterKeys(odd(), 'down', 'export');
    expect(asked).toMatchObject({
      screen: 'odd',
      filter: '',
      prompt: { kind: 'export', text: 'oddwire-incident-5.pcapng', filter: 'ip == 192.168.1.40 and mqtt' },
    });
    expect(isUseful(asked, 'export')).toBe(true);
  });

  it('offers nothing that would do nothing', () => {
    const before = { ...odd(), snapshot: undefined };
    for (const command of ['showPackets', 'normal', 'open'] as const)
      expect(isUseful(before, command)).toBe(false);
    expect(isUseful(startState(size), 'chart')).toBe(true);
    expect(isUseful(odd(), 'chart')).toBe(false);
  });
});

describe('a new incident', () => {
  const told = (state: State, newestIncident: number): State =>
    answered(state, { ...fakeStatus, newestIncident });

  it('is announced once, unless it was there when one came', () => {
    const start = startState(size);
    expect(start.odd).toMatchObject({ announced: 6, flash: undefined });
    const news = told(start, 7);
    expect(news.odd).toMatchObject({ announced: 7, flash: 7 });
    const seen = reduce(news, { kind: 'flashed', incident: 7 });
    expect(told(seen, 7).odd.flash).toBeUndefined();
    // Marked as normal, and that taken back: no news.
    expect(told(told(seen, 6), 7).odd.flash).toBeUndefined();
  });

  it('does not end the announcement of a newer one', () => {
    const newer = told(told(startState(size), 7), 8);
    expect(reduce(newer, { kind: 'flashed', incident: 7 }).odd.flash).toBe(8);
  });

  it('of another input is not one of this', () => {
    const other = reduce(told(startState(size), 9), { kind: 'opened', file: true });
    const snapshot = snapshotFor({ ...viewOf(other), id: 1 }, { ...fakeStatus, newestIncident: 2 });
    const first = reduce(other, { kind: 'snapshot', snapshot, current: true });
    expect(first.odd).toMatchObject({ announced: 2, flash: undefined });
    expect(told(first, 3).odd.flash).toBe(3);
  });
});

describe('the chart', () => {
  it('is one of oddness until somebody wants packets a second, whatever is opened next', () => {
    const state = afterKeys(startState(size), 'chart');
    expect(state.chart).toBe('rate');
    expect(reduce(state, { kind: 'opened', file: false }).chart).toBe('rate');
    expect(afterKeys(state, 'chart').chart).toBe('oddness');
  });
});

describe('help', () => {
  it('begins with what is odd where it is opened there', () => {
    for (const columns of [80, 120]) {
      const helped = afterKeys(startState({ columns, rows: 24 }, 'odd'), 'help');
      const top = helped.help?.top ?? 0;
      const titles = helpColumns(defaultBindings, columns).map(lines => lines[top]);
      expect(titles).toContainEqual({ kind: 'title', text: 'what is odd' });
    }
    expect(afterKeys(startState(size), 'help').help?.top).toBe(0);
  });
});
