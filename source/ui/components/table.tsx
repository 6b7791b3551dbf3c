import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { Row, Sort, Tone } from '../../engine/protocol.ts';
import { useSettings } from '../settings.ts';
import { fitted, fittedRight } from '../text-fit.ts';
import type { Role } from '../theme.ts';
import { Line } from './line.tsx';

export type Column = {
  readonly name: string;
  readonly title: string;
  /** Position in a row's cells. */
  readonly cell: number;
  readonly width: number;
  readonly right?: boolean;
};

const toneRoles: Readonly<Record<Tone, Role>> = {
  plain: 'plain',
  quiet: 'quiet',
  notice: 'warning',
  bad: 'bad',
};
/** The selection sign and a space. */
const gutter = 2;

type TableProps = {
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly selected: number;
  readonly sort: Sort | undefined;
  readonly width: number;
  readonly height: number;
  readonly empty: string;
};

/** A heading and as many rows as fit; the row's own key is its id, so that rows that stay are not drawn again. */
export function Table({ columns, rows, selected, sort, width, height, empty }: TableProps): ReactElement {
  const { glyphs } = useSettings();
  const heading = columns.map(column => {
    const sign = sort?.column === column.name ? (sort.descending ? glyphs.descending : glyphs.ascending) : '';
    const title = sign + column.title;
    return column.right === true
      ? fittedRight(title, column.width)
      : fitted(title, column.width, glyphs.ellipsis);
  });
  return (
    <Box flexDirection="column" width={width} height={height + 1}>
      <Line width={width} spans={[{ text: ' '.repeat(gutter) + heading.join(' '), role: 'strong' }]} />
      {rows.length === 0 ? <Line width={width} spans={[{ text: ` ${empty}`, role: 'quiet' }]} /> : null}
      {rows.slice(0, height).map((row, index) => (
        <TableRow key={row.id} row={row} columns={columns} selected={index === selected} width={width} />
      ))}
    </Box>
  );
}

type RowProps = {
  readonly row: Row;
  readonly columns: readonly Column[];
  readonly selected: boolean;
  readonly width: number;
};

const TableRow = memo(function TableRow({ row, columns, selected, width }: RowProps): ReactElement {
  const { glyphs } = useSettings();
  const cells = columns.map(column => {
    const text = row.cells[column.cell] ?? '';
    return column.right === true
      ? fittedRight(text, column.width, glyphs.ellipsis)
      : fitted(text, column.width, glyphs.ellipsis);
  });
  const sign = `${selected ? glyphs.selected : ' '}${row.marked ? glyphs.marked : ' '}`;
  const text = fitted(sign + cells.join(' '), width, glyphs.ellipsis);
  return <Line width={width} spans={[{ text, role: selected ? 'selected' : toneRoles[row.tone] }]} />;
}, sameRow);

function sameRow(one: RowProps, other: RowProps): boolean {
  return (
    one.selected === other.selected &&
    one.width === other.width &&
    one.columns === other.columns &&
    one.row.tone === other.row.tone &&
    one.row.marked === other.row.marked &&
    one.row.cells.every((cell, index) => cell === other.row.cells[index])
  );
}

export type ColumnPlan = {
  readonly name: string;
  readonly title: string;
  readonly least: number;
  /** Takes what is left when it is the stretching one. */
  readonly stretch?: boolean;
  readonly right?: boolean;
  /** Columns of a lower number stay longer on narrow screens. */
  readonly priority: number;
};

/** Which columns fit in `width`, and how wide each is. */
export function planColumns(
  plans: readonly ColumnPlan[],
  width: number,
  hidden: readonly string[],
): Column[] {
  const wanted = plans
    .map((plan, cell) => ({ plan, cell }))
    .filter(({ plan }) => !hidden.includes(plan.name));
  const kept = new Set<string>();
  let used = gutter;
  for (const { plan } of wanted.toSorted((one, other) => one.plan.priority - other.plan.priority)) {
    if (used + plan.least + 1 > width) continue;
    kept.add(plan.name);
    used += plan.least + 1;
  }
  const shown = wanted.filter(({ plan }) => kept.has(plan.name));
  const stretching = shown.filter(({ plan }) => plan.stretch === true).length;
  const spare = stretching === 0 ? 0 : Math.floor(Math.max(0, width - used) / stretching);
  return shown.map(({ plan, cell }) => ({
    name: plan.name,
    title: plan.title,
    cell,
    width: plan.least + (plan.stretch === true ? spare : 0),
    ...(plan.right === true ? { right: true } : {}),
  }));
}
