import { renderToString } from 'ink';
import { describe, expect, it } from 'vitest';
import { oddColumns, type Row } from '../../engine/protocol.ts';
import { withoutStyles } from '../../testing/draw.tsx';
import { columnPlans } from '../column-plans.ts';
import { cellWidth } from '../text-fit.ts';
import { type ColumnPlan, planColumns, Table } from './table.tsx';

const widths = Array.from({ length: 180 }, (_, index) => 20 + index);

describe('Table', () => {
  it('gives the oddness of a packet a colour of its own, and moves nothing by it', () => {
    const columns = planColumns(columnPlans.packets, 80, []);
    const cells = ['1', '14:02:11.000', '10.0.0.5:1', '10.0.0.9:2', '', 'TCP', '74', '52', '日本語 [SYN]'];
    const row: Row = { id: 1, cells, tone: 'plain', marked: false };
    const drawn = (one: Row): string =>
      renderToString(
        <Table
          columns={columns}
          rows={[one]}
          selected={-1}
          sort={undefined}
          width={80}
          height={1}
          empty=""
        />,
        { columns: 80 },
      );
    expect(withoutStyles(drawn({ ...row, heat: 'hot' }))).toBe(withoutStyles(drawn(row)));
    const narrow = planColumns(columnPlans.packets, 80, ['odd']);
    expect(narrow.map(({ name }) => name)).not.toContain('odd');
  });
});

describe('planColumns', () => {
  it.each(Object.entries(columnPlans))('never plans %s wider than the screen', (_, plans) => {
    for (const width of widths) {
      const columns = planColumns(plans, width, []);
      const used = 2 + columns.reduce((sum, column) => sum + column.width, 0) + columns.length - 1;
      expect(used, `${width} columns`).toBeLessThanOrEqual(width);
    }
  });

  it.each(Object.entries(columnPlans))('leaves no room unused in %s when something stretches', (_, plans) => {
    const columns = planColumns(plans, 120, []);
    const used = 2 + columns.reduce((sum, column) => sum + column.width, 0) + columns.length - 1;
    expect(used).toBe(120);
  });

  it('keeps what matters most at 80 columns', () => {
    const names = (plans: readonly ColumnPlan[]): string[] => planColumns(plans, 80, []).map(one => one.name);
    expect(names(columnPlans.packets)).toEqual([
      'source',
      'destination',
      'protocol',
      'length',
      'odd',
      'info',
    ]);
    expect(names(columnPlans.odd)).toEqual(oddColumns.filter(one => one !== 'country' && one !== 'name'));
    expect(names(columnPlans.flows)).toEqual(['source', 'destination', 'protocol', 'name', 'bytes', 'rate']);
    expect(names(columnPlans.hosts)).toEqual(
      expect.arrayContaining(['address', 'name', 'in', 'out', 'rate', 'flows']),
    );
  });

  it('gives the room of hidden columns to others, and their cells stay theirs', () => {
    const columns = planColumns(columnPlans.packets, 80, ['time', 'source']);
    expect(columns.map(one => one.name)).not.toContain('time');
    expect(columns.find(one => one.name === 'info')?.cell).toBe(8);
  });

  it('shows one column even where none fits', () => {
    expect(planColumns(columnPlans.flows, 10, [])).toHaveLength(1);
  });
});

describe('Table', () => {
  const columns = planColumns(
    [
      { name: 'a', title: 'A', least: 8, priority: 0 },
      { name: 'b', title: 'B', least: 6, right: true, priority: 1 },
      { name: 'time', title: 'T', least: 8, isTime: true, priority: 2 },
    ],
    30,
    [],
  );
  const row = (id: number, cells: readonly string[]): Row => ({ id, cells, tone: 'plain', marked: id === 2 });
  const rows = [
    row(1, ['日本語テスト', '1', '14:02:11.123']),
    row(2, ['e\u0301e\u0301', '123456789', '14:02:11.123']),
    row(3, ['👨‍👩‍👧', '', '']),
  ];
  const draw = (height: number): string[] =>
    withoutStyles(
      renderToString(
        <Table
          columns={columns}
          rows={rows}
          selected={1}
          sort={{ column: 'b', descending: true }}
          width={30}
          height={height}
          empty="nothing here"
        />,
        { columns: 30 },
      ),
    ).split('\n');

  it('keeps columns in line whatever stands in them', () => {
    const [heading, first, second] = draw(3);
    expect(heading).toBe('  A            ▼B T');
    expect(first).toBe('  日本語…       1 14:02:11');
    expect(second).toBe('▶◆e\u0301e\u0301       12345… 14:02:11');
    for (const line of [first, second]) expect(cellWidth((line ?? '').split('14:')[0] ?? '')).toBe(18);
  });

  it('draws no row beyond its height', () => {
    expect(draw(2)).toHaveLength(3);
  });
});
