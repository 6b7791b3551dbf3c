import { Text } from 'ink';
import type { ReactElement } from 'react';
import { asAscii } from '../glyphs.ts';
import { useSettings } from '../settings.ts';
import { cellWidth, cut } from '../text-fit.ts';
import type { Role } from '../theme.ts';

export type Span = { readonly text: string; readonly role?: Role };

/** One row of the screen: spans one after the other, cut at `width`. One `Text` a row is what Ink draws fastest. */
export function Line({
  spans,
  width,
  base,
}: {
  readonly spans: readonly Span[];
  readonly width: number;
  readonly base?: Role;
}): ReactElement {
  const { theme, glyphs } = useSettings();
  let left = width;
  const parts: ReactElement[] = [];
  for (const [index, { text, role }] of spans.entries()) {
    if (left <= 0) break;
    if (text === '') continue;
    const shown = cut(glyphs.ascii ? asAscii(text) : text, left, glyphs.ellipsis);
    left -= cellWidth(shown);
    parts.push(
      <Text key={index} {...theme[role ?? 'plain']}>
        {shown}
      </Text>,
    );
  }
  // A row without a character would not be a row.
  if (parts.length === 0 || left === width) parts.push(<Text key="blank"> </Text>);
  return (
    <Text wrap="truncate" {...theme[base ?? 'plain']}>
      {parts}
    </Text>
  );
}

/** A line of the screen that parts it: `── title · more ─────`. */
export function RuleLine({
  spans,
  width,
}: {
  readonly spans: readonly Span[];
  readonly width: number;
}): ReactElement {
  const { glyphs } = useSettings();
  if (spans.length === 0) {
    return <Line width={width} spans={[{ text: glyphs.horizontal.repeat(width), role: 'quiet' }]} />;
  }
  const used = ruleLead + 2 + spansWidth(spans);
  const rest = glyphs.horizontal.repeat(Math.max(0, width - used));
  return (
    <Line
      width={width}
      spans={[
        { text: `${glyphs.horizontal.repeat(ruleLead)} `, role: 'quiet' },
        ...spans,
        { text: ` ${rest}`, role: 'quiet' },
      ]}
    />
  );
}

const ruleLead = 2;

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + cellWidth(span.text), 0);
}
