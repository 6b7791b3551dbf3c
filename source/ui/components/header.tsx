import type { ReactElement } from 'react';
import type { Status } from '../../engine/protocol.ts';
import type { Glyphs } from '../glyphs.ts';
import { bitRate, duration, shortCount } from '../numbers.ts';
import { useSettings } from '../settings.ts';
import type { State } from '../state.ts';
import { cut } from '../text-fit.ts';
import { Line, type Span, spansWidth } from './line.tsx';

const leastInputCells = 8;
/** Between the rates and what is odd. */
const dropsPlace = 6;

const packetsPlace = 3;
const learningPlace = 8;
/** There what is learned is worth more words than how many bits there are. */
const longWordsFromColumns = 96;

/** `place`: where it stands, from the left. */
type Part = { readonly place: number; readonly spans: readonly Span[] };

/** Who we are, what is watched and how it goes; what was dropped is never left out. */
export function Header({ state }: { readonly state: State }): ReactElement {
  const { glyphs } = useSettings();
  const status = state.snapshot?.status;
  const name: Span[] = [{ text: ' oddwire ', role: 'title' }];
  if (status === undefined) {
    return (
      <Line
        width={state.columns}
        spans={[...name, { text: ` ${state.lost ?? 'starting'}`, role: 'quiet' }]}
      />
    );
  }
  const end = `${duration(status.elapsed)} `;
  const drops = dropped(status);
  const odd = oddSpans(state, status);
  const [packets = [], bits = []] = rates(status);
  const quiet = (text: string): Span[] => [{ text, role: 'quiet' }];
  const { words, short } = status.learning;
  const [longLearning, shortLearning] = words === '' ? [[], []] : [quiet(`  ${words}`), quiet(`  ${short}`)];
  // The most important first: what comes last is dropped first when there is no room.
  const parts: readonly Part[] = [
    { place: 7, spans: odd },
    {
      place: 1,
      spans: status.skipped > 0 ? [{ text: `  skipped ${shortCount(status.skipped)}`, role: 'warning' }] : [],
    },
    { place: 2, spans: status.evicted > 0 ? quiet(`  evicted ${shortCount(status.evicted)}`) : [] },
    { place: packetsPlace, spans: packets },
    ...(state.columns >= longWordsFromColumns ? [{ place: learningPlace, spans: longLearning }] : []),
    { place: learningPlace, spans: shortLearning },
    { place: 4, spans: bits },
    {
      place: 5,
      spans: status.captureFilter === '' ? [] : [{ text: `  -f ${status.captureFilter}`, role: 'accent' }],
    },
  ];
  const doing = stateSpan(state, status, glyphs);
  // A long path gives way to what is dropped.
  const room = Math.max(leastInputCells, state.columns - spansWidth([...name, doing, drops]) - 2);
  const input = cut(status.input, room, glyphs.ellipsis);
  const start: Span[] = [...name, { text: ` ${input} ` }, doing];
  let left = state.columns - spansWidth([...start, drops]) - end.length - 1;
  const shown: Part[] = [{ place: dropsPlace, spans: [drops] }];
  for (const part of parts) {
    const width = spansWidth(part.spans);
    if (width > left || shown.some(({ place }) => place === part.place)) continue;
    // Bits alone say less than nothing.
    if (part.spans === bits && !shown.some(({ place }) => place === packetsPlace)) continue;
    left -= width;
    shown.push(part);
  }
  // Said in more words where nothing has to go for it.
  const more = spansWidth(longLearning) - spansWidth(shortLearning);
  const ordered = shown
    .map(part => (part.spans === shortLearning && more <= left ? { ...part, spans: longLearning } : part))
    .toSorted((one, other) => one.place - other.place);
  let spans: Span[] = [...start, ...ordered.flatMap(part => part.spans)];
  const gap = state.columns - spansWidth(spans) - end.length;
  if (gap > 0) spans = [...spans, { text: ' '.repeat(gap) }, { text: end, role: 'quiet' }];
  return <Line width={state.columns} spans={spans} />;
}

/** Now; of what has ended the average, where there was time enough for one. */
function rates(status: Status): Span[][] {
  const [packets, bits] = [shortCount(status.packetsPerSecond), bitRate(status.bitsPerSecond)];
  if (status.state !== 'ended') return [[{ text: `  ${packets} pps` }], [{ text: `  ${bits}` }]];
  return status.packetsPerSecond > 0 ? [[{ text: `  average ${packets} pps` }], [{ text: `  ${bits}` }]] : [];
}

function stateSpan(state: State, status: Status, glyphs: Glyphs): Span {
  if (state.lost !== undefined) return { text: `${glyphs.stopped} engine lost`, role: 'bad' };
  if (state.frozenAt !== undefined) {
    return {
      text: `${glyphs.paused} paused ${glyphs.separator} ${status.state === 'ended' ? 'ended' : sincePause(state, status)}`,
      role: 'warning',
    };
  }
  switch (status.state) {
    case 'live':
      return { text: `${glyphs.live} live`, role: 'good' };
    case 'playing':
      return {
        text: `${glyphs.live} ${status.speed === 'max' ? 'reading' : `${status.speed ?? 1}${glyphs.times}`}${progress(status)}`,
        role: 'good',
      };
    case 'held':
      return { text: `${glyphs.paused} held${progress(status)}`, role: 'warning' };
    case 'ended':
      return { text: `${glyphs.stopped} ended`, role: 'quiet' };
    case 'failed':
      return { text: `${glyphs.stopped} failed`, role: 'bad' };
    default:
      return { text: 'waiting', role: 'quiet' };
  }
}

/** On the packets screen what the filter lets through; elsewhere every packet. */
function sincePause({ frozenAt = 0, snapshot }: State, { newest, oldest }: Status): string {
  const body = snapshot?.body;
  const position = body?.screen === 'packets' ? body.position : undefined;
  const newer = position?.newer ?? Math.max(0, newest - frozenAt);
  // Nobody counted how many of those that are gone again matched.
  const orMore = position !== undefined && snapshot?.filter.active !== '' && oldest > frozenAt + 1;
  const gone = (position?.lost ?? 0) > 0 ? `, ${shortCount(position?.lost ?? 0)} gone` : '';
  return `${newer.toLocaleString('en-US')}${orMore ? '+' : ''} new${gone}`;
}

/** How many incidents there were, and how many are open; one that is new is announced by a flash. */
function oddSpans({ odd, columns }: State, { openIncidents, totalIncidents, learning }: Status): Span[] {
  if (learning.phase === 'off') return [];
  const [all, open] = [shortCount(totalIncidents), shortCount(openIncidents)];
  const wide = openIncidents === 0 ? `${all} odd` : `${all} odd, ${open} open`;
  const words = totalIncidents === 0 ? 'nothing odd' : wide;
  // Where there is little room, how many there are at the moment: rates and learning are to fit as well.
  const text = columns >= longWordsFromColumns ? words : `${openIncidents === 0 ? all : open} odd`;
  if (odd.flash !== undefined) return [{ text: ' ' }, { text: ` ${text} `, role: 'match' }];
  return [{ text: '  ' }, { text, role: openIncidents > 0 ? 'bad' : 'plain' }];
}

function progress(status: Status): string {
  return status.progress === undefined ? '' : ` ${Math.floor(status.progress * 100)} %`;
}

function dropped(status: Status): Span {
  if (status.state === 'waiting') return { text: '' };
  if (status.dropped === undefined) return { text: '  dropped unknown', role: 'quiet' };
  return { text: `  dropped ${shortCount(status.dropped)}`, role: status.dropped > 0 ? 'bad' : 'plain' };
}
