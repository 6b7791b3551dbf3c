import { Box } from 'ink';
import type { ReactElement } from 'react';
import { columnPlans } from '../column-plans.ts';
import { useSettings } from '../settings.ts';
import type { State, TableScreen } from '../state.ts';
import { fitted } from '../text-fit.ts';
import { topOf } from './field-tree.tsx';
import { Line } from './line.tsx';
import { planColumns } from './table.tsx';

export const columnMenuCells = 32;

/** The columns of a table to choose from, over its right side. */
export function ColumnMenu({
  state,
  screen,
  selected,
  rows,
}: {
  readonly state: State;
  readonly screen: TableScreen;
  readonly selected: number;
  readonly rows: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const plans = columnPlans[screen];
  const { hidden } = state.tables[screen];
  const shown = planColumns(plans, state.columns, hidden).map(column => column.name);
  const listRows = Math.min(plans.length, rows - 2);
  const top = topOf(selected, plans.length, listRows);
  const inner = columnMenuCells - 2;
  const rule = (text: string): string =>
    ` ${glyphs.horizontal}${text}${glyphs.horizontal.repeat(Math.max(0, inner - text.length))}`;
  const side = ` ${glyphs.vertical}`;
  return (
    <Box
      position="absolute"
      top={0}
      left={state.columns - columnMenuCells}
      width={columnMenuCells}
      flexDirection="column"
    >
      <Line width={columnMenuCells} spans={[{ text: rule(` columns of ${screen} `), role: 'title' }]} />
      {plans.slice(top, top + listRows).map(({ name, title }, row) => {
        const isHidden = hidden.includes(name);
        const note = isHidden ? 'hidden' : shown.includes(name) ? '' : 'no room';
        const isSelected = top + row === selected;
        const text = `${isSelected ? glyphs.selected : ' '} ${isHidden ? glyphs.unchecked : glyphs.checked} ${fitted(title, 14)} ${note}`;
        return (
          <Line
            key={name}
            width={columnMenuCells}
            spans={[
              { text: side, role: 'title' },
              { text: fitted(text, inner), role: isSelected ? 'selected' : isHidden ? 'quiet' : 'plain' },
            ]}
          />
        );
      })}
      <Line width={columnMenuCells} spans={[{ text: rule(''), role: 'title' }]} />
    </Box>
  );
}
