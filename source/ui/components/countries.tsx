import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { CountryRow } from '../../engine/protocol.ts';
import { shortCount } from '../numbers.ts';
import { useSettings } from '../settings.ts';
import { fitted, fittedRight } from '../text-fit.ts';
import { Line } from './line.tsx';

/** Of a narrow panel, and of a wide one. */
const narrowNameColumns = 13;
const wideNameColumns = 18;
const wideFromColumns = 44;
const countColumns = 7;
const shareColumns = 6;

/** Where packets come from and go to: a bar a country. */
export function Countries({
  countries,
  rows,
  columns,
}: {
  readonly countries: readonly CountryRow[];
  readonly rows: number;
  readonly columns: number;
}): ReactElement {
  const { glyphs } = useSettings();
  const nameColumns = columns >= wideFromColumns ? wideNameColumns : narrowNameColumns;
  const barColumns = Math.max(0, columns - nameColumns - countColumns - shareColumns - 4);
  const heading = [
    { text: ` ${glyphs.vertical} `, role: 'quiet' as const },
    { text: 'countries', role: 'quiet' as const },
  ];
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line width={columns} spans={heading} />
      {countries.slice(0, rows - 1).map(({ code, name, packets, share }) => (
        <Line
          key={code + name}
          width={columns}
          spans={[
            { text: ` ${glyphs.vertical} `, role: 'quiet' },
            { text: fitted(code === '' ? name : `${code} ${name}`, nameColumns, glyphs.ellipsis) },
            { text: fittedRight(shortCount(packets), countColumns) },
            {
              text: ` ${fitted(glyphs.bar.repeat(Math.round(share * barColumns)), barColumns)}`,
              role: 'accent',
            },
            { text: fittedRight(`${Math.round(share * 100)} %`, shareColumns) },
          ]}
        />
      ))}
    </Box>
  );
}
