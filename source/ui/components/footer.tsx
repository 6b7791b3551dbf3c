import type { ReactElement } from 'react';
import { activeContexts } from '../contexts.ts';
import { footerBindings, type KeyBinding, shownKey, workingKey } from '../keys.ts';
import { backToIncident, selectedIncident } from '../reduce-odd.ts';
import { useSettings } from '../settings.ts';
import { isTableScreen, type State } from '../state.ts';
import { cellWidth } from '../text-fit.ts';
import { isUseful } from '../useful.ts';
import { Line, type Span, spansWidth } from './line.tsx';

/** Keys that work now, the most important first; help and quit have their place at the right for ever. */
export function Footer({ state }: { readonly state: State }): ReactElement {
  const { bindings, glyphs } = useSettings();
  const prompt = promptKeys(state);
  const right = prompt === undefined ? pinned(bindings, glyphs.ascii) : [];
  const room = state.columns - spansWidth(right) - 2;
  const spans: Span[] = [{ text: ' ' }];
  const offered =
    prompt ??
    offeredBindings(state, bindings).map(
      ({ key, binding }) => [shownKey(key, glyphs.ascii), labelOf(state, binding)] as const,
    );
  for (const [key, label] of offered) {
    if (spansWidth(spans) + cellWidth(key) + cellWidth(label) + 3 > room) break;
    spans.push({ text: key, role: 'key' }, { text: ` ${label}  ` });
  }
  const gap = Math.max(0, state.columns - spansWidth(spans) - spansWidth(right));
  return <Line width={state.columns} spans={[...spans, { text: ' '.repeat(gap) }, ...right]} />;
}

/** What the footer offers in this state: nothing that would do nothing. */
export function offeredBindings(
  state: State,
  bindings: readonly KeyBinding[],
): readonly { readonly key: string; readonly binding: KeyBinding }[] {
  const contexts = activeContexts(state);
  return footerBindings(bindings, contexts)
    .filter(binding => isUseful(state, binding.command))
    .map(binding => ({ key: workingKey(bindings, contexts, binding) ?? '', binding }));
}

/** A label says what the key does now. */
function labelOf(state: State, binding: KeyBinding): string {
  switch (binding.command) {
    case 'pause':
      return state.frozenAt === undefined ? binding.label : 'go on';
    case 'speed':
      return `speed ${state.playing?.speed ?? ''}`;
    case 'back':
      return backLabel(state);
    case 'zoom':
      return state.inspect.zoomed ? 'unzoom' : binding.label;
    case 'toggleForm':
      return state.conversation?.form === 'hex' ? 'as text' : 'as hex';
    case 'map':
      return state.world.map ? binding.label : 'map';
    case 'span':
      return state.world.span === 'start' ? binding.label : 'since start';
    case 'chart':
      return state.chart === 'oddness' ? 'packets/s' : 'oddness';
    case 'normal':
      return selectedIncident(state)?.isNormal === true ? 'not normal' : binding.label;
    case 'switchPane':
      return state.inspect.pane === 'hex' ? 'fields' : 'bytes';
    default:
      return binding.label;
  }
}

function backLabel(state: State): string {
  if (state.help || state.conversation || state.columnMenu) return 'close';
  if (!isTableScreen(state.screen)) return 'back';
  if (state.tables[state.screen].open !== undefined) return 'close';
  if (backToIncident(state) !== undefined) return 'back';
  return state.filter === '' ? 'newest' : 'clear filter';
}

function pinned(bindings: readonly KeyBinding[], ascii: boolean): Span[] {
  const spans: Span[] = [];
  for (const command of ['help', 'quit'] as const) {
    const binding = bindings.find(one => one.command === command);
    const key = binding === undefined ? undefined : workingKey(bindings, ['global'], binding);
    spans.push({ text: shownKey(key ?? '', ascii), role: 'key' }, { text: ` ${binding?.label ?? command} ` });
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
        ['enter', state.prompt.confirm ? 'replace' : 'write'],
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
