import { Box } from 'ink';
import type { ReactElement } from 'react';
import { bareFrameRows, isTooSmall, layoutOf, leastColumns, leastRows } from '../layout.ts';
import { ChooserScreen } from '../screens/chooser.tsx';
import { ConversationScreen } from '../screens/conversation.tsx';
import { EngineScreen } from '../screens/engine.tsx';
import { FlowsScreen, HostsScreen } from '../screens/entities.tsx';
import { HelpScreen } from '../screens/help.tsx';
import { OddScreen } from '../screens/odd.tsx';
import { PacketsScreen } from '../screens/packets.tsx';
import { WorldScreen } from '../screens/world.tsx';
import { useSettings } from '../settings.ts';
import { isTableScreen, type State } from '../state.ts';
import { ColumnMenu } from './column-menu.tsx';
import { Countries } from './countries.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import { Line } from './line.tsx';
import { OddnessChart } from './oddness-chart.tsx';
import { RateChart } from './rate-chart.tsx';
import { belowStatusLine, StatusLine } from './status-line.tsx';
import { Tabs } from './tabs.tsx';

/** Everything from the first row to the last. */
export function Screen({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  if (isTooSmall(state)) {
    const text = `terminal too small: ${leastColumns}${glyphs.times}${leastRows} needed`;
    return <Line width={Math.max(1, state.columns)} spans={[{ text }]} />;
  }
  const whole = wholeScreen(state);
  const below = belowStatusLine(state);
  return (
    <Box flexDirection="column" height={state.rows}>
      <Header state={state} />
      {whole === undefined ? (
        <Watched state={state} />
      ) : (
        <Box flexDirection="column" height={state.rows - bareFrameRows} flexShrink={0} overflow="hidden">
          {whole}
        </Box>
      )}
      <StatusLine state={state} />
      {below === undefined ? <Footer state={state} /> : <Line width={state.columns} spans={[below]} />}
    </Box>
  );
}

/** What takes the room of chart and tabs too. */
function wholeScreen(state: State): ReactElement | undefined {
  if (state.help) return <HelpScreen state={state} />;
  if (state.screen === 'chooser') return <ChooserScreen state={state} />;
  if (state.screen === 'packets' && state.conversation) {
    return <ConversationScreen state={state} conversation={state.conversation} />;
  }
  return undefined;
}

function Watched({ state }: { readonly state: State }): ReactElement {
  const layout = layoutOf(state);
  return (
    <>
      {layout.chartRows > 0 ? <Charts state={state} /> : null}
      <Tabs state={state} />
      <Box flexDirection="column" height={layout.bodyRows} flexShrink={0} overflow="hidden">
        <Body state={state} />
        {state.columnMenu !== undefined && isTableScreen(state.screen) ? (
          <ColumnMenu
            state={state}
            screen={state.screen}
            selected={state.columnMenu.selected}
            rows={layout.bodyRows}
          />
        ) : null}
      </Box>
    </>
  );
}

function Charts({ state }: { readonly state: State }): ReactElement {
  const { chartRows, chartColumns, countryColumns } = layoutOf(state);
  return (
    <Box height={chartRows} flexShrink={0}>
      {isRateShown(state) ? (
        <RateChart rates={state.snapshot?.rates ?? []} rows={chartRows} columns={chartColumns} />
      ) : (
        <OddnessChart
          oddness={state.snapshot?.oddness ?? noOddness}
          learning={state.snapshot?.status.learning}
          rows={chartRows}
          columns={chartColumns}
        />
      )}
      {countryColumns > 0 ? (
        <Countries countries={state.snapshot?.countries ?? []} rows={chartRows} columns={countryColumns} />
      ) : null}
    </Box>
  );
}

const noOddness = { values: [], alarmLine: undefined, budget: 0 };

/** Where nothing is judged there is nothing else to draw. */
function isRateShown({ chart, snapshot }: State): boolean {
  return chart === 'rate' || snapshot?.status.learning.phase === 'off';
}

function Body({ state }: { readonly state: State }): ReactElement {
  switch (state.screen) {
    case 'flows':
      return <FlowsScreen state={state} />;
    case 'hosts':
      return <HostsScreen state={state} />;
    case 'world':
      return <WorldScreen state={state} />;
    case 'odd':
      return <OddScreen state={state} />;
    case 'engine':
      return <EngineScreen state={state} />;
    default:
      return <PacketsScreen state={state} />;
  }
}
