import { beforeEach, describe, expect, it } from 'vitest';
import { countryLocal, countryNumber, countryUnknown } from '../geo/countries.ts';
import { CountryCounts } from '../geo/country-counts.ts';
import type { View } from './protocol.ts';
import { worldColumns, worldTrendValues } from './protocol.ts';
import { WorldView } from './world.ts';

const [germany, america, japan] = ['DE', 'US', 'JP'].map(countryNumber) as [number, number, number];

function view(changes: Partial<View> = {}): View {
  return {
    id: 1,
    screen: 'world',
    filter: '',
    frozenAt: undefined,
    rows: 10,
    cursor: { at: 'first', offset: 0, screenRow: 0 },
    sort: undefined,
    open: undefined,
    conversation: undefined,
    span: 'start',
    chartWidth: 0,
    find: undefined,
    ...changes,
  };
}

describe('the world screen', () => {
  let counts: CountryCounts;
  let world: WorldView;

  beforeEach(() => {
    counts = new CountryCounts();
    world = new WorldView(counts, {
      home: () => 'DE',
      sources: () => 'bundled countries',
      pending: () => 7,
    });
    for (let packet = 0; packet < 6; packet += 1) counts.add(germany, countryLocal, 1000, 0, 1000, 0);
    for (let packet = 0; packet < 3; packet += 1) counts.add(countryLocal, america, 100, 1, 1000, 0);
    counts.add(countryLocal, countryLocal, 60, 0, 1000, 0);
  });

  const codes = (changes: Partial<View> = {}): string[] =>
    world.body(view(changes)).rows.map(row => row.code);
  const cell = (code: string, name: (typeof worldColumns)[number]): string | undefined =>
    world.body(view()).rows.find(row => row.code === code)?.cells[worldColumns.indexOf(name)];

  it('lists countries by packets, with what was counted', () => {
    expect(codes()).toEqual(['DE', 'US', '']);
    expect(cell('DE', 'name')).toBe('Germany');
    expect(cell('DE', 'packets')).toBe('6');
    expect(cell('DE', 'share')).toBe('60.0 %');
    expect(cell('DE', 'in')).toBe('6.0 kB');
    expect(cell('US', 'out')).toBe('300 B');
    expect(cell('US', 'flows')).toBe('3');
    const { home, sources, pending, selected, filter } = world.body(view());
    expect({ home, sources, pending, selected, filter }).toEqual({
      home: 'DE',
      sources: 'bundled countries',
      pending: 7,
      selected: 'DE',
      filter: 'country == DE',
    });
  });

  it('gives filters for what is no country, and none for codes nobody knows', () => {
    counts.add(countryUnknown, countryLocal, 60, 0, 1001, 0);
    counts.add(countryNumber('JJ'), countryLocal, 60, 0, 1001, 0);
    const filters = world.body(view()).rows.map(row => [row.cells[1], row.filter]);
    expect(filters).toContainEqual(['local', 'country == local']);
    expect(filters).toContainEqual(['unknown', 'country == unknown']);
    expect(world.body(view()).rows.find(row => row.code === 'JJ')?.filter).toBe('');
  });

  it('sorts by any column, both ways', () => {
    for (const column of worldColumns) {
      const up = codes({ sort: { column, descending: false } });
      const down = codes({ sort: { column, descending: true } });
      expect(up).toHaveLength(3);
      expect(new Set(down)).toEqual(new Set(up));
    }
    expect(codes({ sort: { column: 'name', descending: false } })).toEqual(['DE', '', 'US']);
    expect(codes({ sort: { column: 'packets', descending: false } })).toEqual(['', 'US', 'DE']);
  });

  it('keeps the selected country selected while others overtake it', () => {
    const cursor = { at: america, offset: 0, screenRow: 1 };
    expect(world.body(view({ cursor })).selected).toBe('US');
    for (let packet = 0; packet < 20; packet += 1) counts.add(japan, countryLocal, 60, 0, 1002, 0);
    const body = world.body(view({ cursor }));
    expect(body.rows.map(row => row.code)).toEqual(['JP', 'DE', 'US', '']);
    expect(body.selected).toBe('US');
    expect(body.position).toMatchObject({ total: 4, first: 0, selected: 2 });
  });

  it('cuts out the rows on screen', () => {
    const last = { at: 'first', offset: Number.MAX_SAFE_INTEGER, screenRow: 9 } as const;
    const body = world.body(view({ rows: 2, cursor: last }));
    expect(body.rows.map(row => row.code)).toEqual(['US', '']);
    expect(body.position).toEqual({ total: 3, first: 1, selected: 1, newer: 0, lost: 0 });
  });

  it('lights countries by the busiest, and nothing else', () => {
    expect(world.body(view()).lights).toEqual(
      expect.arrayContaining([
        { code: 'DE', weight: 1 },
        { code: 'US', weight: 0.5 },
      ]),
    );
    expect(world.body(view()).lights).toHaveLength(2);
  });

  it('stands still while paused, whichever span is looked at', () => {
    expect(codes({ frozenAt: 10 })).toEqual(['DE', 'US', '']);
    for (let packet = 0; packet < 20; packet += 1) counts.add(japan, countryLocal, 60, 0, 1002, 0);
    expect(codes({ frozenAt: 10 })).toEqual(['DE', 'US', '']);
    expect(codes({ frozenAt: 10, span: 'recent' })).toEqual(['DE', 'US', '']);
    expect(codes()).toEqual(['JP', 'DE', 'US', '']);
  });

  it('forgets after five minutes what is asked for the last five', () => {
    counts.add(japan, countryLocal, 60, 0, 1400, 0);
    expect(codes({ span: 'recent' })).toEqual(['JP']);
    expect(codes()).toEqual(['DE', 'US', '', 'JP']);
    const row = world.body(view()).rows.at(-1);
    expect(row?.isNew).toBe(true);
    expect(row?.trend).toHaveLength(worldTrendValues);
    expect(row?.trend.at(-1)).toBe(1);
  });

  it('is empty before the first packet', () => {
    const empty = new WorldView(new CountryCounts(), {
      home: () => '',
      sources: () => '',
      pending: () => 0,
    });
    expect(empty.body(view())).toMatchObject({
      rows: [],
      position: { total: 0, first: 0, selected: -1 },
      lights: [],
      selected: '',
      filter: '',
    });
  });
});
