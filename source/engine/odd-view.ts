import type { Analysis } from '../detect/analysis.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { incidentFilter } from '../detect/incidents/incident-filter.ts';
import { incidentReasons, incidentSentence, incidentTitle } from '../detect/incidents/sentences.ts';
import { incidentKinds } from '../detect/kinds.ts';
import { filterRows } from '../filter/filter.ts';
import { byteCount, clockTime, durationText, shortNumber, wholeNumber } from '../flows/amounts.ts';
import type { Core } from './core.ts';
import { incidentTarget, stateWord } from './odd-filter.ts';
import { actorText, countriesText, namesText, targetText, type VendorOf, whoLines } from './odd-words.ts';
import type { PacketView } from './packet-view.ts';
import type { IncidentDetail, OddBody, OddRow, Row, Sort, Tone, View } from './protocol.ts';
import { timeOf } from './status.ts';

/** The odd screen: incidents, newest first, and all there is to say of the selected one. */
export class OddView {
  readonly #core: Core;
  readonly #packets: PacketView;
  readonly #vendorOf: VendorOf;
  /** The pause that is on, and what there was when it began. */
  #frozenAt: number | undefined;
  #newestThen = 0;

  constructor(core: Core, packets: PacketView, vendorOf: VendorOf = () => '') {
    this.#vendorOf = vendorOf;
    this.#core = core;
    this.#packets = packets;
  }

  body(view: View, filter: string): OddBody {
    const { analysis } = this.#core;
    if (analysis === undefined) return emptyBody('detection is off: nothing is judged');
    const shown = this.#upToPause(analysis.incidents, view.frozenAt);
    const { incidents, problem } = this.#filtered(shown, filter);
    const sorted = arranged(incidents, view.sort);
    const total = sorted.length;
    const rows = Math.max(1, view.rows);
    const selected = total === 0 ? -1 : clamp(locate(sorted, view), total - 1);
    const first = Math.max(0, Math.min(selected - clamp(view.cursor.screenRow, rows - 1), total - rows));
    // What is opened stays so, wherever filters and other incidents move it.
    const chosen = view.open === undefined ? sorted[selected] : analysis.incidentOf(view.open);
    return {
      screen: 'odd',
      rows: sorted.slice(first, first + rows).map(one => rowOf(one, this.#core)),
      position: {
        total,
        first,
        selected: selected < 0 ? -1 : selected - first,
        newer: analysis.incidents.length - shown.length,
        lost: 0,
      },
      selected: chosen === undefined ? undefined : this.#detail(chosen, view.open ?? chosen.id),
      note: total > 0 || view.open !== undefined ? '' : this.#emptyNote(analysis, shown.length > 0),
      filterNote: problem,
    };
  }

  /** While paused nothing is added; what is there still grows, because an incident is its newest state. */
  #upToPause(incidents: readonly Incident[], frozenAt: number | undefined): readonly Incident[] {
    const newest = incidents.at(-1)?.id ?? 0;
    if (frozenAt !== this.#frozenAt) {
      this.#frozenAt = frozenAt;
      this.#newestThen = newest;
    }
    return frozenAt === undefined ? incidents : incidents.filter(({ id }) => id <= this.#newestThen);
  }

  /** A filter about things incidents do not have lets everything through, and says so. */
  #filtered(incidents: readonly Incident[], filter: string) {
    if (filter === '') return { incidents, problem: '' };
    const compiled = filterRows(
      filter,
      incidentTarget(incidents, () => timeOf(this.#core)),
    );
    if (!compiled.ok) return { incidents, problem: `filter not applied here: ${compiled.problem.message}` };
    return { incidents: incidents.filter((_, row) => compiled.matches(row)), problem: '' };
  }

  /** An empty list says how much that is worth. */
  #emptyNote({ facts, totalIncidents }: Analysis, isFiltered: boolean): string {
    if (isFiltered) return 'no incident matches the filter';
    const { firstTime, lastTime } = this.#core;
    if (Number.isNaN(firstTime)) return 'no packets yet';
    const quiet = `nothing odd in ${durationText(Math.max(1, lastTime - firstTime))}`;
    if (totalIncidents > 0) return `${wholeNumber(totalIncidents)} incidents, none of them kept any more`;
    const { source, progress } = facts.learning;
    const learned = `${Math.floor(progress * 100)} %`;
    if (source === 'nothing')
      return `${quiet}; still learning what is normal here (${learned}): only scans, floods and the like are seen so far`;
    if (source === 'bundled')
      return `${quiet}, by a baseline of another network; this one is being learned (${learned})`;
    return quiet;
  }

  /** `id`: what it was asked for by, which may be one that became part of it. */
  #detail(incident: Incident, id: number): IncidentDetail {
    const { ring } = this.#core;
    const packets: Row[] = [];
    let gone = 0;
    for (const number of incident.evidence) {
      const row = number < ring.oldest ? undefined : this.#packets.row(number);
      if (row === undefined) gone += 1;
      else packets.push(row);
    }
    return {
      id,
      title: incidentTitle(incident),
      sentence: incidentSentence(incident),
      reasons: incidentReasons(incident),
      severity: incidentKinds[incident.kind].severity,
      who: whoLines(incident, this.#core, this.#vendorOf),
      facts: factsOf(incident),
      timeline: incident.timeline,
      timelineSeconds: incident.timelineSeconds,
      packets,
      gone,
      filter: incidentFilter(incident),
      isOpen: incident.isOpen,
      isNormal: incident.isNormal,
    };
  }
}

function emptyBody(note: string): OddBody {
  const position = { total: 0, first: 0, selected: -1, newer: 0, lost: 0 };
  return { screen: 'odd', rows: [], position, selected: undefined, note, filterNote: '' };
}

function rowOf(incident: Incident, core: Core): OddRow {
  const { id, isOpen, isNormal } = incident;
  return {
    id,
    // In the order of `oddColumns`.
    cells: [
      clockTime(incident.openedAt),
      incidentKinds[incident.kind].severity === 'bad' ? '!' : '·',
      incidentKinds[incident.kind].words,
      actorText(incident),
      targetText(incident),
      countriesText(incident, core),
      namesText(incident, core),
      shortNumber(incident.packets),
      String(Math.round(incident.oddness)),
      stateWord(incident),
    ],
    tone: toneOf(incident),
    marked: false,
    severity: incidentKinds[incident.kind].severity,
    isOpen,
    isNormal,
    filter: incidentFilter(incident),
  };
}

function toneOf({ isNormal, isOpen, kind }: Incident): Tone {
  if (isNormal) return 'quiet';
  if (!isOpen) return 'plain';
  return incidentKinds[kind].severity === 'bad' ? 'bad' : 'notice';
}

function factsOf(incident: Incident): IncidentDetail['facts'] {
  const { first, last, actors, targets, announcements } = incident;
  return [
    ['from', clockTime(first)],
    [incident.isOpen ? 'going on for' : 'lasted', durationText(Math.max(1, last - first))],
    ['last seen', clockTime(last)],
    ['packets', wholeNumber(incident.packets)],
    ['bytes', byteCount(incident.bytes)],
    ...(incident.protocol === '' ? [] : [['protocol', incident.protocol] as const]),
    ...(actors > 1 ? [['actors', wholeNumber(actors)] as const] : []),
    ...(targets > 1 ? [['targets', wholeNumber(targets)] as const] : []),
    ...(announcements > 1 ? [['grown tenfold', `${announcements - 1} times`] as const] : []),
  ];
}

type Order = (one: Incident, other: Incident) => number;

const orders: Readonly<Record<string, Order>> = {
  severity: (one, other) => badness(one) - badness(other),
  time: (one, other) => one.openedAt - other.openedAt,
  what: (one, other) => compare(incidentKinds[one.kind].words, incidentKinds[other.kind].words),
  who: (one, other) => compare(actorText(one), actorText(other)),
  target: (one, other) => compare(targetText(one), targetText(other)),
  packets: (one, other) => one.packets - other.packets,
  odd: (one, other) => one.oddness - other.oddness,
  state: (one, other) => compare(stateWord(one), stateWord(other)),
};

function badness({ kind, isNormal }: Incident): number {
  return incidentKinds[kind].severity === 'bad' && !isNormal ? 1 : 0;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Newest first, also among equals. */
function arranged(incidents: readonly Incident[], sort: Sort | undefined): readonly Incident[] {
  const order = orders[sort?.column ?? ''];
  const sign = sort?.descending === true ? -1 : 1;
  return incidents.toSorted((one, other) => sign * (order?.(one, other) ?? 0) || other.id - one.id);
}

function locate(incidents: readonly Incident[], { cursor }: View): number {
  if (typeof cursor.at !== 'number') return cursor.offset;
  const { at } = cursor;
  return (
    Math.max(
      0,
      incidents.findIndex(({ id }) => id === at),
    ) + cursor.offset
  );
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
