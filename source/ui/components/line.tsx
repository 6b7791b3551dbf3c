import { Text } from 'ink';
import type { ReactElement } from 'react';
import { asAscii } from '../glyphs.ts';
import { useSettings } from '../settings.ts';
import { cellWidth, cut } from '../text-fit.ts';
import type { Role } from '../theme.ts';

export type Span = { readonly text: string; readonly role?: Role };

/**
 * One row of the screen: spans one after the other, cut at `width`. One `Text` a row is what Ink draws
 * fastest, and plain text within it needs no `Text` of its own.
 */
export function Line({
  spans,
  width,
}: {
  readonly spans: readonly Span[];
  readonly width: number;
}): ReactElement {
  const { theme, glyphs } = useSettings();
  let left = width;
  const shown: { readonly text: string; readonly role: Role }[] = [];
  for (const { text, role = 'plain' } of spans) {
    if (left <= 0) break;
    const cutText = cut(glyphs.ascii ? asAscii(text) : text, left, glyphs.ellipsis);
    if (cutText === '') continue;
    left -= cellWidth(cutText);
    shown.push({ text: cutText, role });
  }
  const [first, second] = shown;
  // A row without a character would not be a row.
  if (first === undefined) return <Text wrap="truncate"> </Text>;
  if (second === undefined) {
    return (
      <Text wrap="truncate" {...theme[first.role]}>
        {first.text}
      </Text>
    );
  }
  return (
    <Text wrap="truncate" {...theme.plain}>
      {shown.map(({ text, role }, index) =>
        role === 'plain' ? (
          text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place of a span is its identity.
          <Text key={index} {...theme[role]}>
            {text}
          </Text>
        ),
      )}
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
