import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { CountryRow } from '../../engine/protocol.ts';
import { shortCount } from '../numbers.ts';
import { useSettings } from '../settings.ts';
import { cellWidth, cut, fitted, fittedRight } from '../text-fit.ts';
import { Line, type Span } from './line.tsx';
import { newMark } from './world-facts.tsx';

/** Of a narrow panel, and of a wide one. */
const narrowNameColumns = 14;
const wideNameColumns = 19;
const wideFromColumns = 44;
const countColumns = 6;
const shareColumns = 5;
const span = '5 min';

/** Where packets of the last five minutes came from and went to: a bar a country. */
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
  const lead: Span = { text: ` ${glyphs.vertical} `, role: 'quiet' };
  const inner = Math.max(1, columns - 4);
  const nameColumns = columns >= wideFromColumns ? wideNameColumns : narrowNameColumns;
  const barColumns = Math.max(0, inner - nameColumns - countColumns - shareColumns - 2);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Line
        width={columns}
        spans={[lead, { text: `${fitted('countries', inner - span.length)}${span}`, role: 'quiet' }]}
      />
      {countries.slice(0, rows - 1).map(({ code, name, packets, share, isNew }) => (
        <Line
          key={code + name}
          width={columns}
          spans={[
            lead,
            { text: `${fitted(code === '' ? glyphs.separator : code, 2)} ` },
            ...nameSpans(name, isNew, nameColumns - 3, glyphs.ellipsis),
            { text: fittedRight(shortCount(packets), countColumns) },
            { text: ` ${fitted(bar(share, barColumns, glyphs.bar), barColumns)} `, role: 'accent' },
            { text: fittedRight(percent(share), shareColumns) },
          ]}
        />
      ))}
    </Box>
  );
}

function nameSpans(name: string, isNew: boolean, columns: number, ellipsis: string): Span[] {
  if (!isNew) return [{ text: fitted(name, columns, ellipsis) }];
  const shown = cut(name, columns - newMark.length, ellipsis);
  return [{ text: shown }, { text: fitted(newMark, columns - cellWidth(shown)), role: 'warning' }];
}

/** What there is of a country can be seen, however little it is; more than everything is not drawn. */
function bar(share: number, columns: number, sign: string): string {
  return sign.repeat(Math.min(columns, Math.max(share > 0 ? 1 : 0, Math.round(share * columns))));
}

function percent(share: number): string {
  return share > 0 && share < 0.005 ? '<1 %' : `${Math.round(share * 100)} %`;
}
