import type { IncidentDetail } from '../engine/protocol.ts';
import type { Span } from './components/line.tsx';
import { type Glyphs, sparkline, unicodeGlyphs } from './glyphs.ts';
import { layoutOf } from './layout.ts';
import { shortCount } from './numbers.ts';
import { openedIncident } from './reduce-odd.ts';
import type { State } from './state.ts';
import { cellWidth, fitted, wrapped } from './text-fit.ts';

/** What is said of an incident, as lines: what happened, why it is thought odd, facts, its course; then packets. */

const mostSentenceLines = 6;
const mostReasons = 6;
const leastFactCells = 26;
const labelCells = 14;
const why = 'Why';
const who = 'Who';
/** Before sentence and reasons. */
const margin = 1;
const reasonIndent = why.length + 3;
/** The heading of its packets and one of them: fewer rows are worth more as words. */
const leastPacketRows = 2;

export type IncidentLines = {
  readonly lines: readonly (readonly Span[])[];
  /** Rows left for its packets, heading included; 0 where there is no room for any. */
  readonly packetRows: number;
};

export function incidentLines(
  detail: IncidentDetail,
  width: number,
  rows: number,
  glyphs: Glyphs,
): IncidentLines {
  const sentence = wrapped(detail.sentence, width - 2 * margin, mostSentenceLines, glyphs.ellipsis).map(
    (text): Span[] => [{ text: `${' '.repeat(margin)}${text}`, role: 'strong' }],
  );
  const reasons = detail.reasons
    .slice(0, mostReasons)
    .map((text, index): Span[] => [
      { text: `${' '.repeat(margin)}${(index === 0 ? why : '').padEnd(why.length)} `, role: 'accent' },
      { text: `${glyphs.separator} `, role: 'quiet' },
      { text: cutTo(text, width - reasonIndent - margin, glyphs) },
    ]);
  const names: Span[][] =
    detail.names === ''
      ? []
      : [
          [
            { text: `${' '.repeat(margin)}${who} `, role: 'accent' },
            { text: `${glyphs.separator} `, role: 'quiet' },
            { text: cutTo(detail.names, width - reasonIndent - margin, glyphs) },
          ],
        ];
  const facts = factLines(detail.facts, width, glyphs);
  const course = timelineSpans(detail, width, glyphs);
  // What matters least goes first where there is no room for everything.
  const wanted = [...sentence, ...names, ...reasons, course, ...facts];
  const lines = wanted.slice(0, rows);
  const left = rows - lines.length;
  return { lines, packetRows: left >= leastPacketRows ? left : 0 };
}

/** Packets of the opened incident that are on screen. */
export function incidentPacketRows(state: State): number {
  const detail = openedIncident(state);
  if (detail === undefined) return 1;
  // Signs are one cell wide in every set.
  const { packetRows } = incidentLines(detail, state.columns, layoutOf(state).detailRows, unicodeGlyphs);
  return Math.max(1, packetRows - 1);
}

function cutTo(text: string, width: number, glyphs: Glyphs): string {
  return wrapped(text, width, 1, glyphs.ellipsis)[0] ?? '';
}

function factLines(facts: IncidentDetail['facts'], width: number, glyphs: Glyphs): Span[][] {
  const columns = Math.max(1, Math.floor(width / leastFactCells));
  const cells = Math.floor(width / columns);
  const height = Math.ceil(facts.length / columns);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: columns }, (__, column): Span[] => {
      const [label, value] = facts[column * height + row] ?? ['', ''];
      return [
        { text: ` ${fitted(label, labelCells, glyphs.ellipsis)}`, role: 'quiet' },
        { text: fitted(value, cells - labelCells - 1, glyphs.ellipsis) },
      ];
    }).flat(),
  );
}

function timelineSpans({ timeline, timelineSeconds }: IncidentDetail, width: number, glyphs: Glyphs): Span[] {
  const most = Math.max(0, ...timeline);
  const label = ` packets, ${span(timelineSeconds)} each `;
  const end = ` most ${shortCount(most)}`;
  const room = Math.max(1, width - cellWidth(label) - cellWidth(end) - 1);
  return [
    { text: label, role: 'quiet' },
    { text: sparkline(timeline, Math.min(room, Math.max(1, timeline.length)), glyphs), role: 'chart' },
    { text: end, role: 'quiet' },
  ];
}

function span(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
