import type { EngineGroup } from '../engine/protocol.ts';
import { cellWidth, wrapped } from './text-fit.ts';

/** How the facts of the engine are laid out: whole groups, in columns about equally long. */
export type EngineLayout = {
  readonly columnCells: number;
  readonly columns: readonly (readonly EngineLine[])[];
  /** Rows of the longest column. */
  readonly rows: number;
};

export type EngineLine =
  | { readonly kind: 'title'; readonly text: string }
  | { readonly kind: 'fact'; readonly label: string; readonly value: string; readonly bad: boolean }
  | { readonly kind: 'blank' };

/** Cells of a label, with the blank behind it. */
export const labelCells = 17;
/** Before a label: the sign of what is bad. */
export const leadCells = 3;
const leastColumnCells = 40;
const mostValueLines = 4;
const mostColumns = 3;

export function engineLayout(groups: readonly EngineGroup[], cells: number): EngineLayout {
  const count = Math.max(1, Math.min(mostColumns, groups.length, Math.floor(cells / leastColumnCells)));
  const columnCells = Math.floor(cells / count);
  const blocks = groups.map(group => linesOf(group, columnCells - leadCells - labelCells));
  // Order is kept, so the best height is the least that `count` columns can hold.
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  let height = Math.ceil(total / count);
  while (pack(blocks, height).length > count) height += 1;
  const columns = pack(blocks, height);
  return {
    columnCells,
    columns,
    rows: Math.max(0, ...columns.map(column => column.length)),
  };
}

function linesOf({ title, facts }: EngineGroup, valueCells: number): EngineLine[] {
  return [
    { kind: 'title', text: title },
    ...facts.flatMap(({ label, value, bad }) => {
      const [first = '', ...others] = wrapped(value, valueCells, mostValueLines);
      const isLong = cellWidth(label) >= labelCells;
      // A long label has a line of its own, and so has what does not fit beside one.
      const below = isLong ? [first, ...others] : others;
      return [
        { kind: 'fact' as const, label, value: isLong ? '' : first, bad },
        ...below.map(text => ({ kind: 'fact' as const, label: '', value: text, bad })),
      ];
    }),
    { kind: 'blank' },
  ];
}

function pack(blocks: readonly EngineLine[][], height: number): EngineLine[][] {
  const columns: EngineLine[][] = [];
  let current: EngineLine[] | undefined;
  for (const block of blocks) {
    if (current === undefined || current.length + block.length > height) {
      current = [];
      columns.push(current);
    }
    current.push(...block);
  }
  return columns;
}
