import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import { columnPlans } from '../column-plans.ts';
import { Entity } from '../components/entity.tsx';
import { planColumns, Table } from '../components/table.tsx';
import { layoutOf } from '../layout.ts';
import { shownRows } from '../reduce-table.ts';
import type { State } from '../state.ts';

/** Flows, or hosts: a table, and what is known of the opened one below it. */
function EntityScreen({
  state,
  screen,
}: {
  readonly state: State;
  readonly screen: 'flows' | 'hosts';
}): ReactElement {
  const { hidden, sort, open } = state.tables[screen];
  const columns = useMemo(
    () => planColumns(columnPlans[screen], state.columns, hidden),
    [screen, state.columns, hidden],
  );
  const layout = layoutOf(state);
  const { rows, selected } = shownRows(state);
  return (
    <Box flexDirection="column">
      <Table
        columns={columns}
        rows={rows}
        selected={selected}
        sort={sort}
        width={state.columns}
        height={layout.tableRows}
        empty={emptyText(state, screen)}
      />
      {open === undefined ? null : <Entity state={state} rows={layout.detailRows} />}
    </Box>
  );
}

export function FlowsScreen({ state }: { readonly state: State }): ReactElement {
  return <EntityScreen state={state} screen="flows" />;
}

export function HostsScreen({ state }: { readonly state: State }): ReactElement {
  return <EntityScreen state={state} screen="hosts" />;
}

function emptyText(state: State, screen: 'flows' | 'hosts'): string {
  if (state.snapshot?.body.screen !== screen) return state.snapshot === undefined ? 'starting' : '';
  const one = screen === 'flows' ? 'flow' : 'host';
  return state.filter === '' ? `no ${screen} yet` : `no ${one} matches the filter`;
}
