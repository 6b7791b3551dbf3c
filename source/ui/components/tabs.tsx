import type { ReactElement } from 'react';
import type { ScreenName } from '../../engine/protocol.ts';
import type { Glyphs } from '../glyphs.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { cellWidth, cut } from '../text-fit.ts';
import { Line, type Span, spansWidth } from './line.tsx';

const tabs: readonly ScreenName[] = ['packets', 'flows', 'hosts', 'world', 'odd', 'engine'];

/** "filter: " and the blanks around it. */
const chipCells = 11;
const leastFilterCells = 20;

/** The screens, and the filter in force as a chip at the right. */
export function Tabs({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const open = state.snapshot?.status.openIncidents ?? 0;
  const wide = tabSpans(state.screen, true, open, glyphs);
  const active = state.snapshot?.filter.active ?? state.filter;
  if (active === '') return <Line width={state.columns} spans={wide} />;
  // The filter says more than the names of screens one is not on.
  const isNarrow =
    state.columns - spansWidth(wide) < Math.min(cellWidth(active), leastFilterCells) + chipCells;
  const spans = isNarrow ? tabSpans(state.screen, false, open, glyphs) : wide;
  const room = state.columns - spansWidth(spans) - chipCells;
  const chip = `filter: ${cut(active, room, glyphs.ellipsis)}`;
  const gap = Math.max(1, state.columns - spansWidth(spans) - cellWidth(chip) - 1);
  return (
    <Line
      width={state.columns}
      spans={[...spans, { text: ' '.repeat(gap) }, { text: chip, role: 'accent' }]}
    />
  );
}

function tabSpans(screen: ScreenName, hasNames: boolean, openIncidents: number, glyphs: Glyphs): Span[] {
  return tabs.flatMap((name, index) => {
    const number: Span = { text: ` ${index + 1}`, role: 'key' };
    const isShown = name === screen;
    if (!isShown && !hasNames) return [number];
    const count = name === 'odd' && openIncidents > 0 ? `${glyphs.separator}${openIncidents}` : '';
    return [number, { text: ` ${name}${count} `, role: isShown ? 'selected' : 'plain' }];
  });
}
