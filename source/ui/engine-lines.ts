import type { EngineGroup } from '../engine/protocol.ts';

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

const leastColumnCells = 40;
const mostColumns = 3;

export function engineLayout(groups: readonly EngineGroup[], cells: number): EngineLayout {
  const count = Math.max(1, Math.min(mostColumns, groups.length, Math.floor(cells / leastColumnCells)));
  const blocks = groups.map(linesOf);
  // Order is kept, so the best height is the least that `count` columns can hold.
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  let height = Math.ceil(total / count);
  while (pack(blocks, height).length > count) height += 1;
  const columns = pack(blocks, height);
  return {
    columnCells: Math.floor(cells / count),
    columns,
    rows: Math.max(0, ...columns.map(column => column.length)),
  };
}

function linesOf({ title, facts }: EngineGroup): EngineLine[] {
  return [
    { kind: 'title', text: title },
    ...facts.map(fact => ({ kind: 'fact' as const, ...fact })),
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
