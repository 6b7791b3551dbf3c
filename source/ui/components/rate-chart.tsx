import asciichart from 'asciichart';
import { Box } from 'ink';
import { memo, type ReactElement } from 'react';
import { asAscii } from '../glyphs.ts';
import { shortCount } from '../numbers.ts';
import { useSettings } from '../settings.ts';
import { fitted } from '../text-fit.ts';
import { Line } from './line.tsx';

/** The label of a row, and the sign of the axis behind it. */
export const axisColumns = 8;
export const asciiSymbols = ['+', '|', '-', '-', '-', '`', '.', '.', "'", '|'];

type Props = { readonly rates: readonly number[]; readonly rows: number; readonly columns: number };

/** Packets a second over time, newest at the right. */
export const RateChart = memo(function RateChart({ rates, rows, columns }: Props): ReactElement {
  const { glyphs } = useSettings();
  const room = Math.max(2, columns - axisColumns - 2);
  const shown = rates.slice(-room);
  const most = Math.max(1, ...shown);
  const values =
    shown.length === 0 ? [0, 0] : shown.length === 1 ? [shown[0] ?? 0, shown[0] ?? 0] : [...shown];
  const height = Math.max(1, rows - 2);
  const options = {
    height,
    min: 0,
    max: most,
    format: (value: number) => `${axisLabel(value, most, height).padStart(axisColumns - 2)} `,
    ...(glyphs.ascii ? { symbols: asciiSymbols } : {}),
  };
  const lines = asciichart.plot(values, options).split('\n');
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line
        width={columns}
        spans={[{ text: fitted(' packets/s', columns, glyphs.ellipsis), role: 'quiet' }]}
      />
      {lines.slice(0, rows - 1).map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: chart rows have no other identity.
        <ChartRow key={index} text={glyphs.ascii ? asAscii(line) : line} columns={columns} />
      ))}
    </Box>
  );
}, sameChart);

/** Rows less than a packet apart would all say the same: only whole numbers are named. */
function axisLabel(value: number, most: number, height: number): string {
  const isNamed = most >= height || Math.abs(value - Math.round(value)) < 1e-6;
  return isNamed ? shortCount(Math.max(0, value)) : '';
}

function ChartRow({ text, columns }: { readonly text: string; readonly columns: number }): ReactElement {
  return <Line width={columns} spans={[{ text, role: 'chart' }]} />;
}

/** Snapshots bring new arrays of the same numbers: those need no new drawing. */
function sameChart(one: Props, other: Props): boolean {
  return (
    one.rows === other.rows &&
    one.columns === other.columns &&
    one.rates.length === other.rates.length &&
    one.rates.every((value, index) => value === other.rates[index])
  );
}
