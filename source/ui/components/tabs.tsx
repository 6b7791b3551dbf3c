import type { ReactElement } from 'react';
import type { ScreenName } from '../../engine/protocol.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { cellWidth, cut } from '../text-fit.ts';
import { Line, type Span, spansWidth } from './line.tsx';

const tabs: readonly ScreenName[] = ['packets', 'flows', 'hosts', 'engine'];

/** The screens, and the filter in force as a chip at the right. */
export function Tabs({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const spans: Span[] = tabs.flatMap((name, index) => [
    { text: ` ${index + 1}`, role: 'key' as const },
    { text: ` ${name} `, role: name === state.screen ? ('selected' as const) : ('plain' as const) },
  ]);
  const active = state.snapshot?.filter.active ?? state.filter;
  if (active === '') return <Line width={state.columns} spans={spans} />;
  const room = state.columns - spansWidth(spans) - 11;
  const chip = `filter: ${cut(active, room, glyphs.ellipsis)}`;
  const gap = Math.max(1, state.columns - spansWidth(spans) - cellWidth(chip) - 1);
  return (
    <Line
      width={state.columns}
      spans={[...spans, { text: ' '.repeat(gap) }, { text: chip, role: 'accent' }]}
    />
  );
}
