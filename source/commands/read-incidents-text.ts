import { counted, grouped } from '../capture/wording.ts';
import { byteWords, rarityWords, secondsWords } from '../detect/incidents/amount-words.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { incidentFilter } from '../detect/incidents/incident-filter.ts';
import { partyAddress } from '../detect/incidents/parties.ts';
import { relatedIncidents } from '../detect/incidents/related.ts';
import { incidentReasons, incidentSentence, incidentTitle } from '../detect/incidents/sentences.ts';
import type { Judge } from './read-judge.ts';

const leastColumns = 40;
const indent = '    ';
const label = 9;
/** As many numbers of packets as anybody looks up. */
const firstNumbers = 6;

/** A block for each incident, newest last, and what it all amounts to. */
export function incidentsText(judge: Judge, columns: number): string {
  const width = Math.max(leastColumns, columns);
  const { incidents, totalIncidents } = judge.analyser;
  const forgotten = totalIncidents - incidents.length;
  const blocks = incidents.map(incident => incidentText(incident, judge, width));
  const parts = [
    wrap(baselineSentence(judge), width),
    ...(forgotten > 0
      ? [wrap(`The oldest ${counted(forgotten, 'incident')} are not kept any more.`, width)]
      : []),
    ...blocks,
    wrap(summary(judge), width),
  ];
  return parts.join('\n');
}

function baselineSentence({ baseline }: Judge): string {
  if (baseline === 'nothing') {
    return 'Judged without a baseline: what is normal is learned from these packets while they are read, and until then only what is known to be bad is told.';
  }
  const which = baseline === 'bundled' ? 'the baseline that ships with Oddwire' : 'the baseline given';
  return `Judged by ${which}, and by what these packets teach while they are read.`;
}

function incidentText(incident: Incident, judge: Judge, width: number): string {
  const { id, first, last, oddness } = incident;
  const rarity = rarityWords(oddness);
  const isOver = !incident.isOpen && !judge.unfinished.has(id);
  const heading = `#${id}  ${dateAndTime(first)}  ${incidentTitle(incident)}`;
  const odd = `oddness ${oddness.toFixed(0)}${rarity === '' ? '' : ` (${rarity})`}`;
  const state = isOver ? `over after ${secondsWords(last - first)}` : 'not over when the packets were';
  const who = [partyText(incident), odd, state].filter(text => text !== '').join(', ');
  const seen = `${counted(incident.packets, 'packet')}, ${byteWords(incident.bytes)}; ${evidenceText(incident)}`;
  const related = relatedIncidents(incident, judge.analyser.incidents);
  return (
    wrap(heading, width, indent) +
    wrap(who, width, indent, indent) +
    wrap(incidentSentence(incident, judge.names), width, indent, indent) +
    incidentReasons(incident)
      .map((reason, index) => labelled(index === 0 ? 'why' : '', reason, width))
      .join('') +
    (related === '' ? '' : labelled('also', related, width)) +
    labelled('packets', seen, width) +
    // Not wrapped: it is to be copied.
    `${indent}${'filter'.padEnd(label)}${incidentFilter(incident)}\n`
  );
}

/** '10.0.0.5 → 10.0.0.9 port 22'; '' where nobody in particular takes part. */
function partyText({ actor, actors, target, targets, port }: Incident): string {
  const who = actor === undefined ? (actors > 1 ? `${grouped(actors)} hosts` : '') : partyAddress(actor);
  const whom = target === undefined ? (targets > 1 ? `${grouped(targets)} hosts` : '') : partyAddress(target);
  const at = port < 0 ? '' : ` port ${port}`;
  if (whom === '') return `${who}${at}`.trim();
  return who === '' ? `${whom}${at}` : `${who} → ${whom}${at}`;
}

/** 'such as 33, 34, 35 … 2001'. */
function evidenceText({ evidence }: Incident): string {
  const last = evidence.at(-1);
  if (last === undefined) return 'none of them noted';
  if (evidence.length <= firstNumbers + 1) return `numbers ${evidence.join(', ')}`;
  return `numbers ${evidence.slice(0, firstNumbers).join(', ')} … ${last}`;
}

function summary(judge: Judge): string {
  const { analyser, facts, oddest } = judge;
  const { totalIncidents } = analyser;
  if (facts.packets === 0) return 'There were no packets, so nothing was odd.';
  const incidents = totalIncidents === 0 ? 'nothing odd' : counted(totalIncidents, 'incident');
  const packet =
    oddest === undefined
      ? ''
      : ` The oddest packet is number ${oddest.no}, oddness ${oddest.oddness.toFixed(0)}.`;
  const line = ` The alarm line is at ${analyser.alarmLine.toFixed(0)}.`;
  return `${counted(facts.packets, 'packet')} over ${secondsWords(facts.last - facts.first)}: ${incidents}.${packet}${line}`;
}

function labelled(name: string, text: string, width: number): string {
  const inner = indent + ' '.repeat(label);
  return wrap(`${name.padEnd(label)}${text}`, width, inner, indent);
}

/** Parted at single blanks, with a line end after every line; a word that is too long stands alone. */
export function wrap(text: string, width: number, rest = '', start = ''): string {
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  for (const word of text.split(/(?<=\S) (?=\S)/)) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest + word;
    } else line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line].map(one => `${one.trimEnd()}\n`).join('');
}

/** In the local time zone. */
function dateAndTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return 'unreadable time';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${String(date.getFullYear()).padStart(4, '0')}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
