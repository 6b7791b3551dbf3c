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
    const shown = cut(glyphs.ascii ? asAscii(text) : text, left, glyphs.ellipsis);
    left -= cellWidth(shown);
    parts.push(
      <Text key={index} {...theme[role ?? 'plain']}>
        {shown}
      </Text>,
    );
  }
  return (
    <Text wrap="truncate" {...theme[base ?? 'plain']}>
      {parts}
    </Text>
  );
}

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + cellWidth(span.text), 0);
}
