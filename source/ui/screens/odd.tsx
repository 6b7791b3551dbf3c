import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { Incident } from '../components/incident.tsx';
import { Line } from '../components/line.tsx';
import { Table } from '../components/table.tsx';
import { layoutOf } from '../layout.ts';
import { oddPlan, shared, widestCells, withStateSigns } from '../odd-columns.ts';
import { shownRows } from '../reduce-table.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { wrapped } from '../text-fit.ts';

/** What is unlike what is normal here: the incidents, and what there is to say of the selected one. */
export function OddScreen({ state }: { readonly state: State }): ReactElement {
  const { hidden, sort } = state.tables.odd;
  const { glyphs } = useSettings();
  const plan = useMemo(() => oddPlan(state.columns, hidden), [state.columns, hidden]);
  const layout = layoutOf(state);
  const { rows, selected } = shownRows(state);
  const widest = widestCells(plan, rows);
  // Rows that stay the same are not drawn again as long as their columns do.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the numbers say it all.
  const columns = useMemo(() => shared(plan, widest), [plan, widest.join(' ')]);
  const body = state.snapshot?.body;
  const note = body?.screen === 'odd' ? body.note : '';
  if (note !== '') return <EmptyNote note={note} width={state.columns} rows={layout.bodyRows} />;
  return (
    <Box flexDirection="column">
      {layout.isTableShown ? (
        <Table
          columns={columns}
          rows={withStateSigns(rows, columns, glyphs)}
          selected={selected}
          sort={sort}
          width={state.columns}
          height={layout.tableRows}
          empty={state.snapshot === undefined ? 'starting' : ''}
        />
      ) : null}
      {layout.detailRows > 0 ? <Incident state={state} rows={layout.detailRows} /> : null}
    </Box>
  );
}

/** An empty list needs more words than a row of it has room for. */
function EmptyNote({
  note,
  width,
  rows,
}: {
  readonly note: string;
  readonly width: number;
  readonly rows: number;
}): ReactElement {
  return (
    <Box flexDirection="column" height={rows}>
      <Line width={width} spans={[]} />
      {wrapped(note, width - 2, Math.max(1, rows - 1)).map((text, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of text have no other identity.
        <Line key={row} width={width} spans={[{ text: ` ${text}`, role: 'quiet' }]} />
      ))}
    </Box>
  );
}
