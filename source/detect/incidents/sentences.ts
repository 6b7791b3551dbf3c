/** Incidents in plain English, for somebody tired. */
import type { Measure } from '../contracts.ts';
import { type IncidentKind, incidentKinds } from '../kinds.ts';
import { amountWords, rarityWords, thingWords, usualWords, valueWords, windowWords } from './amount-words.ts';
import type { Incident } from './incident.ts';
import { loudKinds } from './kind-relations.ts';
import { type KindWords, type Names, plainNames, type Speech, shorten, speechOf } from './speech.ts';
import { channelWords } from './words-channels.ts';
import { floodWords } from './words-floods.ts';
import { newsWords } from './words-news.ts';
import { scanWords } from './words-scans.ts';
import { spoofingWords } from './words-spoofing.ts';

export const maxSentenceCharacters = 200;
const maxReasons = 8;

const families = { ...scanWords, ...floodWords, ...spoofingWords, ...channelWords, ...newsWords };

/** Verbs that may stand at the end of what is measured ('ports tried'), and what comes behind them. */
const deeds = /^(.*?) ?\b(tried|sent|asked|received|pinged)( without success| without an answer| to it)?$/;

/** 'Port scan', 'Port scan, marked as normal'. */
export function incidentTitle({ kind, isNormal }: Pick<Incident, 'kind' | 'isNormal'>): string {
  const { words } = incidentKinds[kind];
  return `${capital(words)}${isNormal ? ', marked as normal' : ''}`;
}

/** Words of what shows that something was tried. */
const tries = /\b(ports?|hosts|conversations?|connections?|attempts?|tries|tried|SYN|refus\w+|resets?)\b/;

/** What happened, how far from normal and how rare; then what to do about it. */
export function incidentSentence(incident: Incident, names: Names = plainNames): string {
  const speech = speechOf(incident, names);
  const words = wordsOf(incident.kind);
  const measure = words.isWhole === true ? undefined : incident.measures[0];
  const what = measure === undefined ? leadWords(words, speech) : whatWords(words, speech, measure);
  const norm = measure === undefined ? '' : normWords(measure);
  const rare = rarityWords(incident.measures[0]?.oddness ?? 0);
  const first = joinWithin(begin(what, speech), [norm, rare]);
  if (incident.isNormal) return `${first} It is marked as normal and does not alarm.`;
  return `${first} ${cut(begin(words.next(speech), speech))}`;
}

/** Half sentences, best first. */
export function incidentReasons(incident: Incident): readonly string[] {
  const reasons = tellingMeasures(incident).map(reasonWords);
  const aspects = (incident.aspects ?? [])
    .filter(kind => !loudKinds.has(kind))
    .map(kind => `also ${incidentKinds[kind].words}`);
  const said = leadWords(wordsOf(incident.kind), speechOf(incident, plainNames));
  const details = incident.details
    .map(detail => shorten(detail, maxSentenceCharacters / 2))
    .filter(detail => !said.includes(detail));
  return [...new Set([...reasons, ...aspects, ...details])]
    .filter(reason => reason !== '')
    .slice(0, maxReasons);
}

/** Without what the sentence says, and one of those that say the same in other words. */
function tellingMeasures({ kind, measures }: Incident): readonly Measure[] {
  const [first, ...others] = measures;
  const { says = [] } = wordsOf(kind);
  const said = new Set([first === undefined ? '' : themeOf(first)]);
  return others.filter(measure => {
    const theme = themeOf(measure);
    if (says.includes(measure.of) || said.has(theme)) return false;
    said.add(theme);
    return true;
  });
}

/** What was tried shows in ports, refusals, and connections begun alike. */
function themeOf({ of, unit }: Measure): string {
  if (unit === 'count' && tries.test(of)) return 'tries';
  if (unit === 'count' && /\banswers\b/.test(of)) return 'answers';
  return /\bpackets\b/.test(of) ? 'packets' : of;
}

/** '412 ports tried in 10 s, this host's usual maximum is 9, one in 90,000'. */
export function reasonWords(measure: Measure): string {
  const parts = [
    `${amountWords(measure)}${windowWords(measure)}`,
    normWords(measure),
    rarityWords(measure.oddness),
  ];
  return shorten(parts.filter(part => part !== '').join(', '), maxSentenceCharacters);
}

function whatWords(words: KindWords, speech: Speech, measure: Measure): string {
  const deed = words.deed === undefined ? null : deeds.exec(thingWords(measure));
  const [, things = '', verb = '', how = ''] = deed ?? [];
  if (deed !== null && speech.who !== 'somebody' && verb !== '') {
    const amount = `${valueWords(measure, measure.value)}${things === '' ? '' : ` ${things}`}`;
    // 'tried 9 hosts on 9 hosts' says it twice.
    const isSaid = speech.whom === '' || (speech.isToMany && /\bhosts?\b/.test(things));
    const whom = isSaid ? '' : ` ${verb === 'received' ? 'from' : words.deed} ${speech.whom}`;
    const inVain = how.startsWith(' without') ? how : '';
    const port = speech.port === '' ? '' : isSaid ? ` on${speech.port}` : speech.port;
    return `${speech.who} ${verb} ${amount}${inVain}${whom}${port}${windowWords(measure)}`;
  }
  const amount = amountWords(measure);
  return `${leadWords(words, speech)}${!isSingle(measure) ? `: ${amount}${windowWords(measure)}` : ''}`;
}

/** Sentences are written of one who does it; several do it all the same. */
function leadWords({ lead }: KindWords, speech: Speech): string {
  const text = lead(speech);
  if (!speech.isMany || !text.startsWith(`${speech.who} `)) return text;
  const rest = text.slice(speech.who.length + 1);
  return `${speech.who} ${rest.replace(/^[a-z]+/, manyDo)}`;
}

/** 'tries' becomes 'try', 'is' becomes 'are'; 'sent' stays. */
function manyDo(verb: string): string {
  if (verb === 'is') return 'are';
  if (verb.endsWith('ies')) return `${verb.slice(0, -3)}y`;
  return verb.endsWith('s') ? verb.slice(0, -1) : verb;
}

/** A single one of what the sentence speaks of anyway is no news. */
function isSingle({ value, unit }: Measure): boolean {
  return value === 1 && unit === 'count';
}

/** That something happened once that never does is said by its rarity. */
function normWords(measure: Measure): string {
  return isSingle(measure) && measure.usual === 0 ? '' : usualWords(measure);
}

/** As much behind the first part as there is room for, and a full stop. */
function joinWithin(first: string, others: readonly string[]): string {
  let text = first;
  for (const other of others) {
    if (other !== '' && text.length + other.length + 3 <= maxSentenceCharacters) text += `; ${other}`;
  }
  return cut(`${text}.`);
}

function cut(text: string): string {
  return text.length <= maxSentenceCharacters ? text : `${text.slice(0, maxSentenceCharacters - 1)}…`;
}

/** Names keep their spelling, also where a sentence begins with one. */
function begin(text: string, { who, whom }: Speech): string {
  const isName = (who !== 'somebody' && text.startsWith(who)) || (whom !== '' && text.startsWith(whom));
  return isName ? text : capital(text);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function wordsOf(kind: IncidentKind): KindWords {
  return families[kind] ?? { lead: ({ who }) => `${who} is odd`, next: () => 'Look at its packets.' };
}
