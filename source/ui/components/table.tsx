import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { Heat, Row, Sort, Tone } from '../../engine/protocol.ts';
import { fittedEndpoint } from '../endpoint-fit.ts';
import { useSettings } from '../settings.ts';
import { fitted, fittedRight } from '../text-fit.ts';
import type { Role } from '../theme.ts';
import { Line, type Span } from './line.tsx';

export type Column = {
  readonly name: string;
  readonly title: string;
  /** Position in a row's cells. */
  readonly cell: number;
  readonly width: number;
  readonly right?: boolean;
  readonly isTime?: boolean;
  readonly isAddress?: boolean;
};

const toneRoles: Readonly<Record<Tone, Role>> = {
  plain: 'plain',
  quiet: 'quiet',
  notice: 'warning',
  bad: 'bad',
};
/** How odd a packet is stands there as a number too. */
const heatRoles: Readonly<Record<Heat, Role>> = { warm: 'warning', hot: 'bad' };
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
    // A column of signs has no room for two.
    if (column.width === 1) return sign === '' ? fitted(column.title, 1) : sign;
    return column.right === true
      ? fittedRight(sign + column.title, column.width)
      : fitted(column.title + sign, column.width, glyphs.ellipsis);
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
    if (column.right === true) return fittedRight(text, column.width, glyphs.ellipsis);
    if (column.isAddress === true) return fittedEndpoint(text, column.width, glyphs.ellipsis);
    // Where there is no room for milliseconds, the seconds are still whole.
    return fitted(column.isTime ? text.slice(0, column.width) : text, column.width, glyphs.ellipsis);
  });
  const sign = `${selected ? glyphs.selected : ' '}${row.marked ? glyphs.marked : ' '}`;
  const role = selected ? 'selected' : toneRoles[row.tone];
  const signal = selected ? undefined : signalOf(row);
  const at = columns.findIndex(({ name }) => name === signal?.column);
  if (signal === undefined || at < 0) {
    const text = fitted(sign + cells.join(' '), width, glyphs.ellipsis);
    return <Line width={width} spans={[{ text, role }]} />;
  }
  const before = `${sign}${cells
    .slice(0, at)
    .map(cell => `${cell} `)
    .join('')}`;
  const spans: Span[] = [
    { text: before, role },
    { text: cells[at] ?? '', role: signal.role },
    { text: ` ${cells.slice(at + 1).join(' ')}`, role },
  ];
  return <Line width={width} spans={spans} />;
}, sameRow);

/** The cell of a row that has a colour of its own. */
function signalOf({
  heat,
  severity,
  tone,
}: Row): { readonly column: string; readonly role: Role } | undefined {
  if (heat !== undefined) return { column: 'odd', role: heatRoles[heat] };
  return severity === 'bad' && tone !== 'quiet' ? { column: 'severity', role: 'bad' } : undefined;
}

function sameRow(one: RowProps, other: RowProps): boolean {
  return (
    one.selected === other.selected &&
    one.width === other.width &&
    one.columns === other.columns &&
    one.row.tone === other.row.tone &&
    one.row.marked === other.row.marked &&
    one.row.heat === other.row.heat &&
    one.row.severity === other.row.severity &&
    one.row.cells.every((cell, index) => cell === other.row.cells[index])
  );
}

export type ColumnPlan = {
  readonly name: string;
  readonly title: string;
  readonly least: number;
  /** What it gets when there is room to spare. */
  readonly wish?: number;
  /** Takes what is left in the end. */
  readonly stretch?: boolean;
  readonly right?: boolean;
  /** A clock time: cut short it is less exact, not wrong. */
  readonly isTime?: boolean;
  /** An address, with or without a port: its middle goes first. */
  readonly isAddress?: boolean;
  /** Columns of a lower number stay longer on narrow screens. */
  readonly priority: number;
};

const smallGain = 5;

function wishRank(plan: ColumnPlan, gain: number): number {
  return gain < smallGain ? 0 : plan.stretch === true ? 1 : 2;
}

/** Which columns fit in `width`, and how wide each is. */
export function planColumns(
  plans: readonly ColumnPlan[],
  width: number,
  hidden: readonly string[],
): Column[] {
  const byPriority = plans
    .filter(plan => !hidden.includes(plan.name))
    .toSorted((one, other) => one.priority - other.priority);
  const widths = new Map<string, number>();
  let spare = width - gutter;
  for (const plan of byPriority) {
    const cost = plan.least + (widths.size === 0 ? 0 : 1);
    if (cost > spare) continue;
    widths.set(plan.name, plan.least);
    spare -= cost;
  }
  // A single column wider than the screen is better cut than left out.
  const [first] = byPriority;
  if (widths.size === 0 && first !== undefined) {
    widths.set(first.name, Math.max(1, spare));
    spare = 0;
  }
  const give = (plan: ColumnPlan, more: number): void => {
    widths.set(plan.name, (widths.get(plan.name) ?? 0) + more);
    spare -= more;
  };
  const kept = byPriority.filter(plan => widths.has(plan.name));
  const gain = ({ wish = 0, least }: ColumnPlan): number => Math.max(0, wish - least);
  // Small wishes cost little; then what stretches has more to say than long addresses.
  const byWish = kept.toSorted((one, other) => wishRank(one, gain(one)) - wishRank(other, gain(other)));
  for (const plan of byWish) {
    // Half of the milliseconds is no time.
    if (plan.isTime === true && gain(plan) > spare) continue;
    give(plan, Math.min(spare, gain(plan)));
  }
  const stretching = kept.filter(plan => plan.stretch === true);
  for (const [index, plan] of stretching.entries())
    give(plan, Math.floor(spare / (stretching.length - index)));
  return plans.flatMap((plan, cell) => {
    const columnWidth = widths.get(plan.name);
    if (columnWidth === undefined) return [];
    const { name, title } = plan;
    return {
      name,
      title,
      cell,
      width: columnWidth,
      right: plan.right === true,
      isTime: plan.isTime === true,
      isAddress: plan.isAddress === true,
    };
  });
}
