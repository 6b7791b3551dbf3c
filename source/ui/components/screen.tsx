import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { isTooSmall, layoutOf, leastColumns, leastRows } from '../layout.ts';
import { PacketsScreen } from '../screens/packets.tsx';
import type { State } from '../state.ts';
import { Countries } from './countries.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { RateChart } from './rate-chart.tsx';
import { StatusLine } from './status-line.tsx';
import { Tabs } from './tabs.tsx';

/** Everything from the first row to the last. */
export function Screen({ state }: { readonly state: State }): ReactElement {
  if (isTooSmall(state)) {
    return <Text wrap="truncate">{`terminal too small: ${leastColumns}×${leastRows} needed`}</Text>;
  }
  const layout = layoutOf(state);
  return (
    <Box flexDirection="column" height={state.rows}>
      <Header state={state} />
      {layout.chartRows > 0 ? (
        <Box>
          <RateChart
            rates={state.snapshot?.rates ?? []}
            rows={layout.chartRows}
            columns={layout.chartColumns}
          />
          {layout.countryColumns > 0 ? (
            <Countries
              countries={state.snapshot?.countries ?? []}
              rows={layout.chartRows}
              columns={layout.countryColumns}
            />
          ) : null}
        </Box>
      ) : null}
      <Tabs state={state} />
      <Box flexDirection="column" flexGrow={1}>
        <PacketsScreen state={state} detail={null} />
      </Box>
      <StatusLine state={state} />
      <Footer state={state} />
    </Box>
  );
}
