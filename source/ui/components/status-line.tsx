import type { ReactElement } from 'react';
import type { EngineBody, FilterState, PacketsBody } from '../../engine/protocol.ts';
import { engineLayout } from '../engine-lines.ts';
import { helpLineCount, helpRows } from '../help-lines.ts';
import { layoutOf } from '../layout.ts';
import { shownRows } from '../reduce-table.ts';
import { isTableScreen, type Message, type Prompt, type State } from '../state.ts';
import { cellWidth, graphemes, wrapped } from '../text-fit.ts';
import type { Role } from '../theme.ts';
import { conversationLines } from '../view.ts';
import { Line, type Span } from './line.tsx';

const promptLabels: Readonly<Record<Exclude<Prompt['kind'], 'export'>, string>> = {
  filter: 'filter: ',
  find: 'find in Info: ',
  goTo: 'go to packet: ',
  file: 'capture file: ',
};

/** The line above the footer: the prompt while something is typed, else what there is to say. */
export function StatusLine({ state }: { readonly state: State }): ReactElement {
  if (state.prompt) return <PromptLine state={state} prompt={state.prompt} />;
  const spans = sayings(state);
  return <Line width={state.columns} spans={spans.length === 0 ? [{ text: ' ' }] : spans} />;
}

function PromptLine({ state, prompt }: { readonly state: State; readonly prompt: Prompt }): ReactElement {
  const label = ` ${labelOf(state, prompt)}`;
  const wrong = filterMistake(state);
  const error = wrong === undefined || isLongMistake(state) ? '' : `  ${wrong.error}`;
  // The text scrolls so that the cursor is always on screen.
  const room = Math.max(leastPromptCells, state.columns - cellWidth(label) - cellWidth(error) - 1);
  const pieces = promptPieces(prompt, wrong);
  const spans: Span[] = [{ text: label, role: 'strong' }, ...inSight(pieces, room)];
  if (error !== '') spans.push({ text: error, role: 'warning' });
  return <Line width={state.columns} spans={spans} />;
}

function filterMistake(state: State): FilterState | undefined {
  const { prompt, snapshot } = state;
  return prompt?.kind === 'filter' && snapshot !== undefined && snapshot.filter.error !== ''
    ? snapshot.filter
    : undefined;
}

/** There is no room for it beside what is typed. */
function isLongMistake(state: State): boolean {
  const { prompt } = state;
  const error = filterMistake(state)?.error;
  if (prompt === undefined || error === undefined) return false;
  return cellWidth(` ${labelOf(state, prompt)}${prompt.text}   ${error}`) > state.columns;
}

/** What goes on below the status line, in place of the keys, because it is worth more than they are. */
export function belowStatusLine(state: State): Span | undefined {
  const choices = state.prompt?.choices ?? [];
  if (choices.length > 0) return { text: ` ${choices.join('  ')}`, role: 'strong' };
  const mistake = filterMistake(state);
  if (mistake !== undefined) {
    return isLongMistake(state) ? { text: ` ${mistake.error}`, role: 'warning' } : undefined;
  }
  if (state.prompt !== undefined || state.message === undefined || state.lost !== undefined) return undefined;
  const [, rest] = messageLines(state, state.message);
  return rest === undefined ? undefined : { text: ` ${rest}`, role: messageRole(state.message) };
}

/** In two lines at most, the second in place of the keys; beside where we are in the table, as far as that fits. */
function messageLines(state: State, { text }: Message): string[] {
  const room = state.columns - 2;
  const beside = room - cellWidth(placeInTable(state)) - 1;
  return wrapped(text, fitsBeside(state, text) ? beside : room, 2);
}

function fitsBeside(state: State, text: string): boolean {
  const place = placeInTable(state);
  const room = state.columns - cellWidth(place) - 3;
  if (place === '' || room < leastMessageCells) return false;
  const lines = wrapped(text, room, 3);
  // Neither words nor keys of the footer go for it.
  return lines.join(' ') === text && lines.length <= Math.min(2, wrapped(text, state.columns - 2, 3).length);
}

/** `1,204 of 90,311`: the selected row and how many there are; '' where no table is shown. */
function placeInTable(state: State): string {
  const body = state.snapshot?.body;
  const isTable = body !== undefined && 'position' in body && body.screen === state.screen;
  if (!isTable || state.help !== undefined || state.conversation !== undefined) return '';
  const { total, first } = body.position;
  const at = total === 0 ? 0 : first + shownRows(state).selected + 1;
  return ` ${at.toLocaleString('en-US')} of ${total.toLocaleString('en-US')}`;
}

function messageRole({ severity }: Message): Role {
  return severity === 'info' ? 'good' : severity === 'warning' ? 'warning' : 'bad';
}

function labelOf(state: State, prompt: Prompt): string {
  if (prompt.kind !== 'export') return promptLabels[prompt.kind];
  if (prompt.confirm) return 'it exists; enter replaces it: ';
  if (prompt.filter !== undefined) return 'write its packets to: ';
  return state.marks.size > 0
    ? `write ${state.marks.size.toLocaleString('en-US')} marked to: `
    : 'write what is shown to: ';
}

type Piece = { readonly text: string; readonly role: Role; readonly end: number; readonly isCursor: boolean };

/** The text by graphemes, with a blank at the end for the cursor. `wrong` counts UTF-16 units, as strings do. */
function promptPieces(prompt: Prompt, wrong: { start: number; end: number } | undefined): Piece[] {
  let at = 0;
  let unit = 0;
  let end = 0;
  const pieces = [...graphemes(prompt.text), ' '].map(text => {
    const isCursor = at <= prompt.cursor && prompt.cursor < at + [...text].length;
    const isWrong = wrong !== undefined && unit >= wrong.start && unit < wrong.end;
    at += [...text].length;
    unit += text.length;
    end += cellWidth(text);
    return { text, role: isCursor ? 'selected' : isWrong ? 'bad' : 'plain', end, isCursor } as const;
  });
  return pieces;
}

/** What fits in `room` cells, the cursor among it; neighbours of one role as one span. */
function inSight(pieces: readonly Piece[], room: number): Span[] {
  const cursor = pieces.find(piece => piece.isCursor) ?? pieces.at(-1);
  const hidden = Math.max(0, (cursor?.end ?? 0) - room);
  const spans: { text: string; role: Role }[] = [];
  for (const { text, role, end } of pieces) {
    if (end - cellWidth(text) < hidden || end - hidden > room) continue;
    const last = spans.at(-1);
    if (last?.role === role) last.text += text;
    else spans.push({ text, role });
  }
  return spans;
}

const leastPromptCells = 10;
const leastMessageCells = 30;

function sayings(state: State): Span[] {
  if (state.lost !== undefined) {
    return [
      {
        text: ` engine lost: ${state.lost}; ${state.canRestart ? 'r starts it again' : 'this is the last it said'}`,
        role: 'bad',
      },
    ];
  }
  if (state.message) {
    const said: Span = {
      text: ` ${messageLines(state, state.message)[0] ?? ''}`,
      role: messageRole(state.message),
    };
    return fitsBeside(state, state.message.text)
      ? [{ text: `${placeInTable(state)} `, role: 'quiet' }, said]
      : [said];
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
  if (state.help !== undefined) {
    const total = helpLineCount(state.columns);
    return [{ text: ` ${linesShown(state.help.top, helpRows(state), total)}`, role: 'quiet' }];
  }
  if (body?.screen === 'packets' && state.conversation !== undefined) return conversationSaying(state, body);
  if (body?.screen === 'engine' && state.screen === 'engine') spans.push(...engineSaying(state, body));
  const place = placeInTable(state);
  if (place !== '') spans.push({ text: place, role: 'quiet' }, ...worldSaying(state), ...sortSaying(state));
  if (searched < 1) spans.push({ text: `  searching ${Math.floor(searched * 100)} %`, role: 'warning' });
  if (body !== undefined && 'filterNote' in body && body.filterNote !== '') {
    spans.push({ text: `  ${body.filterNote}`, role: 'warning' });
  }
  if (body?.screen === 'odd' && body.position.newer > 0)
    spans.push({
      text: `  ${body.position.newer.toLocaleString('en-US')} new since the pause`,
      role: 'warning',
    });
  if (state.marks.size > 0) spans.push({ text: `  ${state.marks.size} marked`, role: 'quiet' });
  if (reason !== '') spans.push({ text: `  ${reason}`, role: 'warning' });
  return spans;
}

function conversationSaying(state: State, { conversation }: PacketsBody): Span[] {
  const { totalLines = 0, missingBytes = 0 } = conversation ?? {};
  const text = ` ${linesShown(state.conversation?.top ?? 0, conversationLines(state), totalLines)}`;
  if (missingBytes === 0) return [{ text, role: 'quiet' }];
  const missing = `  ${missingBytes.toLocaleString('en-US')} bytes missing: not captured, or no longer kept`;
  return [
    { text, role: 'quiet' },
    { text: missing, role: 'warning' },
  ];
}

/** That there is more than fits. */
function engineSaying(state: State, { groups }: EngineBody): Span[] {
  const total = engineLayout(groups, state.columns).rows;
  const rows = layoutOf(state).bodyRows;
  return total <= rows ? [] : [{ text: ` ${linesShown(state.engine.top, rows, total)}`, role: 'quiet' }];
}

function linesShown(top: number, page: number, total: number): string {
  const first = Math.max(0, Math.min(top, total - page));
  const last = Math.min(total, first + page);
  const count = (value: number): string => value.toLocaleString('en-US');
  return total === 0 ? 'nothing yet' : `lines ${count(first + 1)} to ${count(last)} of ${count(total)}`;
}

/** What the countries cover; who knows them is said beside the map, or here where there is none. */
function worldSaying(state: State): Span[] {
  const body = state.snapshot?.body;
  if (state.screen !== 'world' || body?.screen !== 'world') return [];
  const spans: Span[] = [{ text: state.world.span === 'start' ? '  since the start' : '  last 5 minutes' }];
  if (state.filter !== '')
    spans.push({ text: '  all packets: the filter does not count here', role: 'warning' });
  if (layoutOf(state).mapRows > 0) return spans;
  if (body.pending > 0)
    spans.push({
      text: `  ${body.pending.toLocaleString('en-US')} addresses being looked up`,
      role: 'warning',
    });
  if (body.sources !== '') spans.push({ text: `  ${body.sources}`, role: 'quiet' });
  return spans;
}

/** By which column, where that is not how packets come anyway. */
function sortSaying(state: State): Span[] {
  const sort = isTableScreen(state.screen) ? state.tables[state.screen].sort : undefined;
  if (sort === undefined) return [];
  return [{ text: `  by ${sort.column}${sort.descending ? ', highest first' : ''}`, role: 'quiet' }];
}
