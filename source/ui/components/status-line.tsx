import type { ReactElement } from 'react';
import { useSettings } from '../settings.ts';
import type { Prompt, State } from '../state.ts';
import { cellWidth } from '../text-fit.ts';
import { Line, type Span } from './line.tsx';

const promptLabels: Readonly<Record<Prompt['kind'], string>> = {
  filter: 'filter: ',
  find: 'find in Info: ',
  goTo: 'go to packet: ',
  export: 'write to: ',
  file: 'capture file: ',
};

/** The line above the footer: the prompt while something is typed, else what there is to say. */
export function StatusLine({ state }: { readonly state: State }): ReactElement {
  if (state.prompt) return <PromptLine state={state} prompt={state.prompt} />;
  const spans = sayings(state);
  return <Line width={state.columns} spans={spans.length === 0 ? [{ text: ' ' }] : spans} />;
}

function PromptLine({ state, prompt }: { readonly state: State; readonly prompt: Prompt }): ReactElement {
  const { glyphs } = useSettings();
  const label = ` ${promptLabels[prompt.kind]}`;
  const characters = [...prompt.text];
  const error =
    prompt.kind === 'filter' && state.snapshot?.filter.error ? `  ${state.snapshot.filter.error}` : '';
  // The text scrolls so that the cursor is always on screen, with room for what is wrong.
  const room = Math.max(
    10,
    state.columns - cellWidth(label) - Math.min(cellWidth(error), Math.floor(state.columns / 2)) - 1,
  );
  const first = Math.max(0, prompt.cursor - room + 1);
  const wrong = error === '' ? undefined : state.snapshot?.filter;
  const spans: Span[] = [{ text: label, role: 'strong' }];
  const last = Math.max(characters.length, prompt.cursor + 1);
  for (let index = first; index < Math.min(last, first + room); index += 1) {
    const isWrong = wrong !== undefined && index >= wrong.start && index < wrong.end;
    const role = index === prompt.cursor ? 'selected' : isWrong ? 'bad' : 'plain';
    spans.push({ text: characters[index] ?? ' ', role });
  }
  if (error !== '') spans.push({ text: error, role: 'warning' });
  return (
    <Line width={state.columns} spans={spans.length === 1 ? [...spans, { text: glyphs.separator }] : spans} />
  );
}

function sayings(state: State): Span[] {
  if (state.lost !== undefined) {
    return [{ text: ` the engine is gone: ${state.lost}; what is on screen is the last of it`, role: 'bad' }];
  }
  if (state.message) {
    const role =
      state.message.severity === 'info' ? 'good' : state.message.severity === 'warning' ? 'warning' : 'bad';
    return [{ text: ` ${state.message.text}`, role }];
  }
  if (state.exporting) {
    const { written, total, path } = state.exporting;
    return [
      {
        text: ` writing ${path}: ${written.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} packets (esc cancels)`,
      },
    ];
  }
  const body = state.snapshot?.body;
  const reason = state.snapshot?.status.reason ?? '';
  const searched = state.snapshot?.filter.searched ?? 1;
  const spans: Span[] = [];
  if (body !== undefined && 'position' in body) {
    const { total, first, selected } = body.position;
    const at = total === 0 ? 0 : first + selected + 1;
    spans.push({ text: ` ${at.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`, role: 'quiet' });
  }
  if (searched < 1) spans.push({ text: `  searching ${Math.floor(searched * 100)} %`, role: 'warning' });
  if (body !== undefined && 'filterNote' in body && body.filterNote !== '') {
    spans.push({ text: `  ${body.filterNote}`, role: 'warning' });
  }
  if (state.marks.size > 0) spans.push({ text: `  ${state.marks.size} marked`, role: 'quiet' });
  if (reason !== '') spans.push({ text: `  ${reason}`, role: 'warning' });
  return spans;
}
