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
const mostReasonLines = 2;
const leastFactCells = 26;
/** Of all rows, where there is more to say than fits. */
const factsShare = 0.25;
const labelCells = 14;
const why = 'Why';
const who = 'Who';
/** Before sentence and reasons. */
const margin = 1;
const reasonIndent = why.length + 3;
/** The heading of its packets and two of them: fewer rows are worth more as words. */
const leastPacketRows = 3;
/** Beside the list, packets of fewer cells say nothing. */
const packetsFromColumns = 100;

export type IncidentLines = {
  readonly lines: readonly (readonly Span[])[];
  /** Rows left for its packets, heading included; 0 where there is no room for any. */
  readonly packetRows: number;
};

/** `isOpened`: it has the whole screen. */
export function incidentLines(
  detail: IncidentDetail,
  width: number,
  rows: number,
  glyphs: Glyphs,
  isOpened: boolean,
): IncidentLines {
  const sentence = wrapped(detail.sentence, width - 2 * margin, mostSentenceLines, glyphs.ellipsis).map(
    (text): Span[] => [{ text: `${' '.repeat(margin)}${text}`, role: 'strong' }],
  );
  const parties = titled(who, joinedWho(detail.who, width - reasonIndent - margin), width, glyphs);
  const reasons = titled(why, detail.reasons.slice(0, mostReasons), width, glyphs);
  const allFacts = factLines(detail.facts, width, glyphs);
  const course = timelineSpans(detail, width, glyphs);
  const isRoomy = sentence.length + parties.length + reasons.length + 1 + allFacts.length <= rows;
  const facts = isRoomy ? allFacts : allFacts.slice(0, Math.max(1, Math.floor(rows * factsShare)));
  // Facts have their place at the end, whatever there is to say before them; the course gives way first.
  const room = rows - facts.length;
  const free = Math.max(0, room - 1 - sentence.length);
  // Neither who nor why takes all there is.
  const whyRows = Math.min(reasons.length, Math.ceil(free / 2));
  const words = [...sentence, ...[...parties.slice(0, free - whyRows), ...reasons].slice(0, free)];
  const hasCourse = words.length < room;
  const left = rows - words.length - facts.length - (hasCourse ? 1 : 0);
  const hasPackets = left >= leastPacketRows && (isOpened || width >= packetsFromColumns);
  const blank = Array.from({ length: hasPackets ? 0 : Math.max(0, left) }, (): Span[] => []);
  const lines = [...words, ...blank, ...(hasCourse ? [course] : []), ...facts].slice(0, rows);
  return { lines, packetRows: hasPackets ? left : 0 };
}

/** Packets of the opened incident that are on screen. */
export function incidentPacketRows(state: State): number {
  const detail = openedIncident(state);
  if (detail === undefined) return 1;
  const isOpened = state.tables.odd.open !== undefined;
  // Signs are one cell wide in every set.
  const { packetRows } = incidentLines(
    detail,
    state.columns,
    layoutOf(state).detailRows,
    unicodeGlyphs,
    isOpened,
  );
  return Math.max(1, packetRows - 1);
}

/** All in one line where that is long enough for them. */
function joinedWho(parties: readonly string[], width: number): readonly string[] {
  const joined = parties.join(', ');
  return parties.length > 1 && cellWidth(joined) <= width ? [joined] : parties;
}

/** Each in as many lines as it needs, up to two; the first behind `title`. */
function titled(title: string, texts: readonly string[], width: number, glyphs: Glyphs): Span[][] {
  return texts.flatMap((text, index) =>
    wrapped(text, width - reasonIndent - margin, mostReasonLines, glyphs.ellipsis).map(
      (line, row): Span[] => [
        {
          text: `${' '.repeat(margin)}${(index + row === 0 ? title : '').padEnd(title.length)} `,
          role: 'accent',
        },
        { text: `${row === 0 ? glyphs.separator : ' '} `, role: 'quiet' },
        { text: line },
      ],
    ),
  );
}

/** In rows, so that each fact stands where it stood of the incident before. */
function factLines(facts: IncidentDetail['facts'], width: number, glyphs: Glyphs): Span[][] {
  const columns = Math.max(1, Math.floor(width / leastFactCells));
  const cells = Math.floor(width / columns);
  const height = Math.ceil(facts.length / columns);
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: columns }, (__, column): Span[] => {
      const [label, value] = facts[row * columns + column] ?? ['', ''];
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
