import asciichart from 'asciichart';
import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import type { Learning, OddnessChart as Oddness } from '../../engine/protocol.ts';
import { asAscii, type Glyphs } from '../glyphs.ts';
import { oddScale } from '../odd-scale.ts';
import { useSettings } from '../settings.ts';
import { fitted } from '../text-fit.ts';
import { Line, type Span } from './line.tsx';
import { asciiSymbols, axisColumns } from './rate-chart.tsx';

type Props = {
  readonly oddness: Oddness;
  readonly learning: Learning | undefined;
  readonly rows: number;
  readonly columns: number;
};

/** The label of a row, and the sign of the axis behind it. */
const labelCells = axisColumns + 1;

/** The largest oddness of each second, newest at the right, and the line from which on it alarms. */
export const OddnessChart = memo(function OddnessChart(props: Props): ReactElement {
  const { oddness, learning, rows, columns } = props;
  const { glyphs } = useSettings();
  const room = Math.max(2, columns - axisColumns - 2);
  const shown = oddness.values.slice(-room);
  const scale = oddScale(shown, oddness.alarmLine, Math.max(1, rows - 2));
  const values = shown.map(value => scale.at(value ?? 0));
  while (values.length < 2) values.push(0);
  const lines = asciichart
    .plot(values, {
      height: scale.height,
      min: 0,
      max: scale.height,
      format: row => `${String(Math.round(scale.valueAt(row))).padStart(axisColumns - 2)} `,
      ...(glyphs.ascii ? { symbols: asciiSymbols } : {}),
    })
    .split('\n');
  const alarmAt = scale.alarmRow === undefined ? -1 : scale.height - scale.alarmRow;
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line width={columns} spans={[{ text: fitted(title(oddness, learning), columns), role: 'quiet' }]} />
      {lines.slice(0, rows - 1).map((line, row) => (
        <Line
          // biome-ignore lint/suspicious/noArrayIndexKey: chart rows have no other identity.
          key={row}
          width={columns}
          spans={
            row === alarmAt
              ? alarmSpans(line, oddness.budget, columns, glyphs)
              : [{ text: glyphs.ascii ? asAscii(line) : line, role: 'chart' }]
          }
        />
      ))}
    </Box>
  );
}, sameChart);

/** Without a line, why there is none. */
function title({ alarmLine }: Oddness, learning: Learning | undefined): string {
  if (alarmLine !== undefined || learning === undefined) return ' oddness';
  return ` oddness: ${learning.short}, no alarm line yet`;
}

/** What is drawn in this row stays; the rest of it is dashed, and says what the line means. */
function alarmSpans(line: string, budget: number, columns: number, glyphs: Glyphs): Span[] {
  const axis = line.slice(0, labelCells);
  const words = `${budget} an hour`;
  const cells = [...line.slice(labelCells).padEnd(columns - labelCells)];
  // The newest values stand at the right: words give way to them.
  const end = cells.length - words.length - 1;
  const isFree = cells.slice(Math.max(0, end)).every(cell => cell === ' ');
  const spans: Span[] = [{ text: glyphs.ascii ? asAscii(axis) : axis, role: 'chart' }];
  if (isFree)
    return [
      ...spans,
      ...dashed(cells.slice(0, Math.max(0, end)), glyphs),
      { text: ` ${words}`, role: 'warning' },
    ];
  return [...spans, { text: `${words} `, role: 'warning' }, ...dashed(cells.slice(words.length + 1), glyphs)];
}

function dashed(cells: readonly string[], glyphs: Glyphs): Span[] {
  const spans: Span[] = [];
  let from = 0;
  while (from < cells.length) {
    const isBlank = cells[from] === ' ';
    let to = from;
    while (to < cells.length && (cells[to] === ' ') === isBlank) to += 1;
    const text = cells.slice(from, to).join('');
    spans.push(
      isBlank
        ? { text: glyphs.dashed.repeat(to - from), role: 'warning' }
        : { text: glyphs.ascii ? asAscii(text) : text, role: 'bad' },
    );
    from = to;
  }
  return spans;
}

/** Snapshots bring new arrays of the same numbers: those need no new drawing. */
function sameChart(one: Props, other: Props): boolean {
  return (
    one.rows === other.rows &&
    one.columns === other.columns &&
    one.learning?.words === other.learning?.words &&
    one.oddness.alarmLine === other.oddness.alarmLine &&
    one.oddness.budget === other.oddness.budget &&
    one.oddness.values.length === other.oddness.values.length &&
    one.oddness.values.every((value, index) => value === other.oddness.values[index])
  );
}
