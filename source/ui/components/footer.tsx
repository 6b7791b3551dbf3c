import type { ReactElement } from 'react';
import { activeContexts } from '../contexts.ts';
import { commandFor, footerBindings, type KeyBinding, shownKey } from '../keys.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { cellWidth } from '../text-fit.ts';
import { Line, type Span, spansWidth } from './line.tsx';

/** Keys that work now, the most important first; help and quit have their place at the right for ever. */
export function Footer({ state }: { readonly state: State }): ReactElement {
  const { bindings, glyphs } = useSettings();
  const prompt = promptKeys(state);
  const right = prompt === undefined ? pinned(bindings, glyphs.ascii) : [];
  const room = state.columns - spansWidth(right) - 2;
  const spans: Span[] = [{ text: ' ' }];
  const contexts = activeContexts(state);
  const offered =
    prompt ??
    footerBindings(bindings, contexts).map(
      one => [shownKey(one.keys[0] ?? '', glyphs.ascii), labelOf(state, one)] as const,
    );
  for (const [key, label] of offered) {
    if (spansWidth(spans) + cellWidth(key) + cellWidth(label) + 3 > room) break;
    spans.push({ text: key, role: 'key' }, { text: ` ${label}  ` });
  }
  const gap = Math.max(0, state.columns - spansWidth(spans) - spansWidth(right));
  return <Line width={state.columns} spans={[...spans, { text: ' '.repeat(gap) }, ...right]} />;
}

/** A label says what the key does now. */
function labelOf(state: State, binding: KeyBinding): string {
  if (binding.command === 'pause' && state.frozenAt !== undefined) return 'go on';
  if (binding.command === 'speed') return `speed ${state.playing?.speed ?? ''}`;
  return binding.label;
}

function pinned(bindings: readonly KeyBinding[], ascii: boolean): Span[] {
  const spans: Span[] = [];
  for (const command of ['help', 'quit'] as const) {
    const binding = bindings.find(one => one.command === command);
    const key = binding?.keys.find(one => commandFor(bindings, ['global'], one) === command) ?? '';
    spans.push({ text: shownKey(key, ascii), role: 'key' }, { text: ` ${binding?.label ?? command} ` });
  }
  return spans;
}

function promptKeys(state: State): readonly (readonly [string, string])[] | undefined {
  switch (state.prompt?.kind) {
    case undefined:
      return undefined;
    case 'filter':
      return [
        ['enter', 'apply'],
        ['esc', 'cancel'],
        ['tab', 'complete'],
        ['up/down', 'history'],
        ['^U', 'clear'],
      ];
    case 'export':
      return [
        ['enter', 'write'],
        ['esc', 'cancel'],
        ['tab', `format: ${state.prompt.format}`],
      ];
    default:
      return [
        ['enter', 'go'],
        ['esc', 'cancel'],
      ];
  }
}
