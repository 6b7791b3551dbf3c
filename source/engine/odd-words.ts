import { formatIpv4, formatIpv6, formatMac } from '../decode/address.ts';
import type { Party } from '../detect/contracts.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { incidentKinds } from '../detect/kinds.ts';
import { shortNumber } from '../flows/amounts.ts';

/** What incidents are called on the screen: the one place that asks detection for words. */

export function incidentTitle({ kind }: Incident): string {
  const { words } = incidentKinds[kind];
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

export function incidentSentence(incident: Incident): string {
  const [first] = incident.measures;
  const measured = first === undefined ? 'odd' : `${measureText(first)}`;
  return `${actorText(incident)} → ${targetText(incident)}: ${measured}; ${rarity(incident.oddness)}`;
}

export function incidentReasons(incident: Incident): readonly string[] {
  return [...incident.measures.slice(1).map(measureText), ...incident.details];
}

export function incidentFilter(incident: Incident): string {
  const ends = [incident.actor, incident.target].flatMap(party =>
    party === undefined ? [] : filterOf(party),
  );
  const port = incident.port >= 0 ? [`port ${incident.port}`] : [];
  return [...ends, ...port].join(' and ');
}

export function actorText({ actor, actors }: Incident): string {
  return actor === undefined ? (actors > 1 ? `${shortNumber(actors)} hosts` : '') : partyText(actor);
}

export function targetText({ target, targets, port }: Incident): string {
  if (target === undefined) return targets > 1 ? `${shortNumber(targets)} hosts` : '';
  const text = partyText(target);
  return port < 0 ? text : target.kind === 6 ? `[${text}]:${port}` : `${text}:${port}`;
}

export function partyText({ kind, a, b, c, d }: Party): string {
  if (kind === 4) return formatIpv4(d);
  return kind === 6 ? formatIpv6(a >>> 0, b >>> 0, c >>> 0, d >>> 0) : formatMac(c, d);
}

export function rarity(oddness: number): string {
  return `1 in ${shortNumber(10 ** (oddness / 10))}`;
}

function measureText({ value, of, windowSeconds, usual, usualOf }: Incident['measures'][number]): string {
  const over = windowSeconds > 0 ? ` in ${windowSeconds} s` : '';
  const normal = usual === undefined ? '' : `; usual maximum of this ${usualOf}: ${shortNumber(usual)}`;
  return `${shortNumber(value)} ${of}${over}${normal}`;
}

function filterOf(party: Party): string[] {
  return [`${party.kind === 48 ? 'eth' : 'ip'} == ${partyText(party)}`];
}
