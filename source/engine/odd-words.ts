import type { Analysis } from '../detect/analysis.ts';
import type { Party } from '../detect/contracts.ts';
import type { Incident } from '../detect/incidents/incident.ts';
import { areSame, macKind, partyAddress } from '../detect/incidents/parties.ts';
import { relatedIds } from '../detect/incidents/related.ts';
import { incidentKinds } from '../detect/kinds.ts';
import { clockTime, shortNumber } from '../flows/amounts.ts';
import { hostMac, hostWhere } from '../flows/host-row.ts';
import { countryName } from '../geo/countries.ts';
import type { Core } from './core.ts';

/** Incidents in the cells of a table: who, to whom, and what is known of those. */

export type VendorOf = (macHigh: number, macLow: number) => string;

export function actorText({ actor, actors }: Incident): string {
  if (actor !== undefined) return partyAddress(actor);
  return actors > 1 ? `${shortNumber(actors)} hosts` : '';
}

export function targetText({ target, targets, port }: Incident): string {
  if (target === undefined) return targets > 1 ? `${shortNumber(targets)} hosts` : '';
  const text = partyAddress(target);
  return port < 0 ? text : target.kind === 6 ? `[${text}]:${port}` : `${text}:${port}`;
}

/** The names of both, who began first: 'camera → c2.test'; '' where nobody knows any. */
export function namesText({ actor, target }: Incident, core: Core): string {
  return [actor, target]
    .map(party => nameOf(party, core))
    .filter(name => name !== '')
    .join(' → ');
}

/** 'NL', 'NL US'; '' where both are local or unknown. */
export function countriesText({ actor, target }: Incident, core: Core): string {
  const codes = [actor, target].map(party => countryOf(party, core)).filter(code => code !== '');
  return [...new Set(codes)].join(' ');
}

/** '10.0.0.5 is nas.example (Synology, new here)', for each of whom more than the address is known. */
export function whoLines(incident: Incident, core: Core, vendorOf: VendorOf): readonly string[] {
  const { actor, target, card } = incident;
  return [
    partyWords(actor, card, incident, core, vendorOf),
    partyWords(target, undefined, incident, core, vendorOf),
    relatedWords(incident, core.analysis),
  ].filter(line => line !== '');
}

/** More are not read at a glance. */
const mostRelated = 3;

/** What else the actor takes part in, the newest first: '10.0.0.5 also: port scan 14:02:11'. */
function relatedWords(incident: Incident, analysis: Analysis | undefined): string {
  const { actor } = incident;
  if (actor === undefined || analysis === undefined) return '';
  const others = relatedIds(incident, analysis.incidents)
    .toReversed()
    .flatMap(id => analysis.incidentOf(id) ?? []);
  if (others.length === 0) return '';
  const named = others
    .slice(0, mostRelated)
    .map(({ kind, openedAt }) => `${incidentKinds[kind].words} ${clockTime(openedAt)}`);
  const more = others.length > mostRelated ? ` and ${others.length - mostRelated} more` : '';
  return `${partyAddress(actor)} also: ${named.join(', ')}${more}`;
}

function partyWords(
  party: Party | undefined,
  card: Party | undefined,
  incident: Incident,
  core: Core,
  vendorOf: VendorOf,
): string {
  if (party === undefined) return '';
  const name = nameOf(party, core);
  const more = [
    ...placeWords(party, core),
    vendorWords(party, card, core, vendorOf),
    isNewHere(party, card, incident, core.analysis) ? 'new here' : '',
  ].filter(words => words !== '');
  const address = partyAddress(party);
  if (name === '') return more.length === 0 ? '' : `${address}: ${more.join(', ')}`;
  return `${address} is ${name}${more.length === 0 ? '' : ` (${more.join(', ')})`}`;
}

/** -1 where the tracker does not know it. */
function slotOf(party: Party | undefined, { tracker }: Core): number {
  if (party === undefined || party.kind === macKind) return -1;
  return tracker.hosts.find(party.kind, party.a, party.b, party.c, party.d);
}

function nameOf(party: Party | undefined, core: Core): string {
  return core.tracker.hostName(slotOf(party, core));
}

function countryOf(party: Party | undefined, core: Core): string {
  const slot = slotOf(party, core);
  const text = slot < 0 ? '' : core.places.hostText(slot);
  return /^[A-Z]{2}$/.test(text) ? text : '';
}

function placeWords(party: Party, core: Core): readonly string[] {
  const slot = slotOf(party, core);
  const code = countryOf(party, core);
  const isOurs = slot >= 0 && hostWhere(core.tracker.hosts, slot) === ownWords;
  return [isOurs ? ownWords : '', code === '' ? '' : countryName(code)];
}

const ownWords = 'this machine';

/** Who made its network card; behind a router that would be the router's. */
function vendorWords(party: Party, card: Party | undefined, core: Core, vendorOf: VendorOf): string {
  const mac = party.kind === macKind ? party : card;
  if (mac !== undefined) return known(vendorOf(mac.c, mac.d));
  const slot = slotOf(party, core);
  const { hosts } = core.tracker;
  if (slot < 0 || countryOf(party, core) !== '' || hostMac(hosts, slot) === '') return '';
  return known(vendorOf(hosts.macHigh[slot] as number, hosts.macLow[slot] as number));
}

function known(vendor: string): string {
  return vendor === 'random' ? '' : vendor;
}

/** Another incident says so. */
function isNewHere(
  party: Party,
  card: Party | undefined,
  { kind }: Incident,
  analysis: Analysis | undefined,
): boolean {
  if (kind === 'new-device' || analysis === undefined) return false;
  return analysis.incidents.some(
    one =>
      one.kind === 'new-device' && !one.isNormal && (areSame(one.actor, party) || areSame(one.actor, card)),
  );
}
