import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { IncidentDetail } from '../../engine/protocol.ts';
import { columnPlans } from '../column-plans.ts';
import type { Glyphs } from '../glyphs.ts';
import { incidentLines } from '../incident-lines.ts';
import { openedIncident, selectedPacket } from '../reduce-odd.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import type { Role } from '../theme.ts';
import { Line, RuleLine, type Span } from './line.tsx';
import { planColumns, Table } from './table.tsx';

/** On a narrow screen what a packet says is worth more than what else there is to say of it. */
const besidesInfo = ['no', 'time', 'country', 'length', 'odd'];
const besidesInfoFromColumns = 100;

/** All there is to say of the selected incident; `rows` below the title. */
export function Incident({ state, rows }: { readonly state: State; readonly rows: number }): ReactElement {
  const { glyphs } = useSettings();
  const detail = openedIncident(state);
  const width = state.columns;
  const { hidden } = state.tables.packets;
  const columns = useMemo(() => {
    const without = width < besidesInfoFromColumns ? [...hidden, ...besidesInfo] : hidden;
    return planColumns(columnPlans.packets, width, without);
  }, [width, hidden]);
  if (detail === undefined) {
    return (
      <Box flexDirection="column" height={rows + 1}>
        <RuleLine width={width} spans={[{ text: missing(state), role: 'quiet' }]} />
      </Box>
    );
  }
  const isOpened = state.tables.odd.open !== undefined;
  const { lines, packetRows } = incidentLines(detail, width, rows, glyphs, isOpened);
  const selected = isOpened ? selectedPacket(state) : -1;
  const top = Math.max(
    0,
    Math.min(selected - Math.floor(packetRows / 2), detail.packets.length - packetRows + 1),
  );
  return (
    <Box flexDirection="column" height={rows + 1}>
      <RuleLine width={width} spans={titleSpans(detail, glyphs)} />
      {lines.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a line is its identity.
        <Line key={row} width={width} spans={spans} />
      ))}
      {packetRows === 0 ? null : (
        <Table
          columns={columns}
          rows={detail.packets.slice(top, top + packetRows - 1)}
          selected={selected - top}
          sort={undefined}
          width={width}
          height={packetRows - 1}
          empty={detail.gone > 0 ? 'its packets are no longer kept' : 'no packet was kept of it'}
        />
      )}
    </Box>
  );
}

/** What it is called and whether it goes on; and that there was more to see of it. */
function titleSpans(
  { title, severity, isOpen, isNormal, packets, gone }: IncidentDetail,
  glyphs: Glyphs,
): Span[] {
  const dot = ` ${glyphs.separator} `;
  const isBad = severity === 'bad' && !isNormal;
  const state = isOpen ? 'going on' : 'over';
  const role: Role = isNormal ? 'quiet' : !isOpen ? 'title' : isBad ? 'bad' : 'warning';
  const kept = gone > 0 && packets.length > 0 ? `${dot}${gone} of its packets are no longer kept` : '';
  return [
    ...(isBad ? [{ text: '! ', role: 'bad' } as const] : []),
    { text: title, role },
    { text: `${dot}${state}${kept}`, role: 'quiet' },
  ];
}

function missing(state: State): string {
  if (state.tables.odd.open === undefined) return '';
  const body = state.snapshot?.body;
  return body?.screen === 'odd' && body.selected === undefined
    ? 'this incident is no longer kept'
    : 'opening';
}
