import { Box } from 'ink';
import { type ReactElement, useMemo } from 'react';
import type { OpenedEntity } from '../../engine/protocol.ts';
import { columnPlans } from '../column-plans.ts';
import { sparkline } from '../glyphs.ts';
import { shortCount } from '../numbers.ts';
import { openedEntity } from '../reduce-table.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { fitted } from '../text-fit.ts';
import { Line, RuleLine, type Span } from './line.tsx';
import { planColumns, Table } from './table.tsx';

const leastFactCells = 38;
const mostFactColumns = 3;
/** Rows its packets have at least, heading included, before facts are left out. */
const leastPacketRows = 3;

/** An opened flow or host: facts, its timeline, its latest packets; `rows` below the title. */
export function Entity({ state, rows }: { readonly state: State; readonly rows: number }): ReactElement {
  const entity = openedEntity(state);
  const width = state.columns;
  const { hidden } = state.tables.packets;
  const columns = useMemo(() => planColumns(columnPlans.packets, width, hidden), [width, hidden]);
  if (entity === undefined) {
    return (
      <Box flexDirection="column" height={rows + 1}>
        <RuleLine width={width} spans={[{ text: 'opening', role: 'quiet' }]} />
      </Box>
    );
  }
  const lines = factLines(entity, width).slice(0, Math.max(1, rows - leastPacketRows - 1));
  const tableRows = rows - lines.length - 2;
  return (
    <Box flexDirection="column" height={rows + 1}>
      <RuleLine width={width} spans={[{ text: entity.title, role: 'title' }]} />
      {lines.map((spans, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a fact is its identity.
        <Line key={row} width={width} spans={spans} />
      ))}
      <Timeline entity={entity} width={width} />
      <Table
        columns={columns}
        rows={entity.packets.slice(0, tableRows)}
        selected={-1}
        sort={undefined}
        width={width}
        height={tableRows}
        empty="its packets are no longer kept"
      />
    </Box>
  );
}

function factLines({ facts }: OpenedEntity, width: number): Span[][] {
  const columns = Math.max(1, Math.min(mostFactColumns, Math.floor(width / leastFactCells)));
  const cells = Math.floor(width / columns);
  const labelCells = Math.max(0, ...facts.map(([label]) => label.length)) + 2;
  const height = Math.ceil(facts.length / columns);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: columns }, (__, column): Span[] => {
      const fact = facts[column * height + row];
      if (fact === undefined) return [];
      const [label, value] = fact;
      return [
        { text: ` ${fitted(label, labelCells)}`, role: 'quiet' },
        { text: `${fitted(value, cells - labelCells - 2)} ` },
      ];
    }).flat(),
  );
}

function Timeline({
  entity,
  width,
}: {
  readonly entity: OpenedEntity;
  readonly width: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const { timeline, timelineSeconds } = entity;
  const most = Math.max(0, ...timeline);
  const label = ` packets, ${span(timelineSeconds)} each `;
  const end = ` most ${shortCount(most)}`;
  const room = Math.max(1, width - label.length - end.length - 1);
  return (
    <Line
      width={width}
      spans={[
        { text: label, role: 'quiet' },
        { text: sparkline(timeline, Math.min(room, timeline.length), glyphs), role: 'chart' },
        { text: end, role: 'quiet' },
      ]}
    />
  );
}

function span(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
