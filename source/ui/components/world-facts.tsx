import { Box } from 'ink';
import type { ReactElement } from 'react';
import { type WorldBody, type WorldRow, worldColumns } from '../../engine/protocol.ts';
import { trendLine } from '../glyphs.ts';
import { type LightLevel, lightLevel } from '../map/light-levels.ts';
import { lightSample } from '../map/paint.ts';
import { useSettings } from '../settings.ts';
import { cellWidth, cut, fitted, wrapped } from '../text-fit.ts';
import { Line, type Span } from './line.tsx';

const labelCells = 8;
const levelNames: readonly (readonly [LightLevel, string])[] = [
  [1, 'little'],
  [4, 'most'],
];
const sourceLines = 3;

/** Beside the map: the selected country, what the map's signs mean, and who knows where addresses are. */
export function WorldFacts({
  body,
  row,
  columns,
  rows,
}: {
  readonly body: WorldBody;
  readonly row: WorldRow | undefined;
  readonly columns: number;
  readonly rows: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const lead: Span = { text: ` ${glyphs.vertical} `, role: 'quiet' };
  const room = Math.max(1, columns - cellWidth(lead.text) - 1);
  const about = row === undefined ? [] : countryLines(row, room, glyphs.ellipsis);
  const trend: Span[][] =
    row === undefined
      ? []
      : [[{ text: trendLine(row.trend, Math.min(room, row.trend.length), glyphs), role: 'chart' }]];
  const sources = sourceSpans(body, room, glyphs.ellipsis);
  const home: Span[] =
    body.home === ''
      ? [{ text: 'home unknown', role: 'quiet' }]
      : [{ text: glyphs.home, role: 'place' }, { text: ` home: ${body.home}` }];
  // What is last here goes first when there is little room; the key of the map stays longest.
  const spare = rows - 2 - sources.length;
  const top = [...about, ...trend].slice(0, Math.max(1, spare));
  const blank: Span[][] = spare > top.length ? Array.from({ length: spare - top.length }, () => []) : [];
  const lines = [...top, ...blank, home, levelKey(body, glyphs.ascii), ...sources].slice(0, rows);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {lines.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a line is its identity.
        <Line key={index} width={columns} spans={[lead, ...spans]} />
      ))}
    </Box>
  );
}

function countryLines(row: WorldRow, room: number, ellipsis: string): Span[][] {
  const cell = (name: (typeof worldColumns)[number]): string => row.cells[worldColumns.indexOf(name)] ?? '';
  const facts: readonly (readonly [string, string])[] = [
    ['packets', cell('packets')],
    ['share', cell('share')],
    ['in', cell('in')],
    ['out', cell('out')],
    ['hosts', cell('hosts')],
    ['flows', cell('flows')],
    ['first', cell('first')],
  ];
  const name = cut(cell('name'), row.isNew ? room - newMark.length : room, ellipsis);
  const title: Span[] = [{ text: name, role: 'strong' }];
  if (row.isNew) title.push({ text: newMark, role: 'warning' });
  return [
    title,
    ...facts.map(([label, value]): Span[] => [
      { text: fitted(label, labelCells), role: 'quiet' },
      { text: cut(value, Math.max(1, room - labelCells), ellipsis) },
    ]),
  ];
}

/** Said in words, for a minute. */
export const newMark = ' new';

/** What brightness means, and whether there is any. */
function levelKey(body: WorldBody, ascii: boolean): Span[] {
  const isDark = body.lights.every(({ weight }) => lightLevel(weight) === 0);
  if (isDark) return [{ text: 'no country yet', role: 'quiet' }];
  return levelNames.flatMap(([level, name], index) => [
    { text: index === 0 ? '' : ' ' },
    lightSample(level, ascii),
    { text: ` ${name}`, role: 'quiet' as const },
  ]);
}

function sourceSpans(body: WorldBody, room: number, ellipsis: string): Span[][] {
  const lines: Span[][] =
    body.sources === ''
      ? []
      : wrapped(body.sources, room, sourceLines, ellipsis).map(text => [{ text, role: 'quiet' }]);
  if (body.pending === 0) return lines;
  const pending: Span = { text: `${body.pending.toLocaleString('en-US')} being looked up`, role: 'warning' };
  return [[{ ...pending, text: cut(pending.text, room, ellipsis) }], ...lines];
}
