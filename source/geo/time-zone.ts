/** Which country a time zone is in, after the tables every system has. Pure: the texts of the files are given. */

export type ZoneTables = {
  /** zone.tab: one country for each zone. */
  readonly zones: string;
  /** zone1970.tab: the countries of each zone, the one with most people first. */
  readonly sharedZones: string;
  /** tzdata.zi: other names of zones, among much else. */
  readonly data: string;
};

/** Zones that are hours, not places; newer tables make some of them another name for a city. */
const noPlaces =
  /^(Etc\/.*|Factory|UTC|UCT|GMT.*|Greenwich|Universal|Zulu|CET|MET|WET|EET|EST|MST|HST|EST5EDT|CST6CDT|MST7MDT|PST8PDT)?$/;
const zoneName = /^[A-Za-z][A-Za-z0-9+_-]*(\/[A-Za-z0-9+_-]+)*$/;
/** Links may lead to links. */
const mostLinks = 4;

/** ISO 3166-1 code; '' for UTC and for what is in no table. */
export function countryOfZone(zone: string, tables: ZoneTables): string {
  let name = zone;
  for (let step = 0; step <= mostLinks; step += 1) {
    if (noPlaces.test(name)) return '';
    const country = countryIn(tables.zones, name) || countryIn(tables.sharedZones, name);
    if (country !== '') return country;
    const target = linkTarget(tables.data, name);
    if (target === '') return '';
    name = target;
  }
  return '';
}

/** `DE\t+5230+01322\tEurope/Berlin\tmost of Germany`. */
function countryIn(table: string, zone: string): string {
  for (const line of table.split('\n')) {
    const [countries = '', , name] = line.split('\t');
    const first = countries.slice(0, 2);
    if (name === zone && /^[A-Z]{2}$/.test(first)) return first;
  }
  return '';
}

/** `L Asia/Kolkata Asia/Calcutta`: the second is another name of the first. */
function linkTarget(data: string, zone: string): string {
  for (const line of data.split('\n')) {
    const [kind, target = '', name] = line.split(' ');
    if (kind === 'L' && name === zone) return target;
  }
  return '';
}

export type ZoneSources = {
  /** The variable TZ. */
  readonly variable: string | undefined;
  /** /etc/timezone. */
  readonly file: string | undefined;
  /** Where /etc/localtime leads. */
  readonly link: string | undefined;
  /** What the runtime thinks. */
  readonly runtime: string | undefined;
};

/** Name of the zone of this machine; '' when nothing names one. */
export function zoneOf({ variable, file, link, runtime }: ZoneSources): string {
  for (const text of [variable?.replace(/^:/, ''), file, link, runtime]) {
    const name = (text ?? '').trim().replace(/^.*\/zoneinfo\/(posix\/|right\/)?/, '');
    // TZ may also be a rule, as in CET-1CEST, which names no place.
    if (zoneName.test(name) && !/^[A-Za-z]{3,}[+-]?\d/.test(name)) return name;
  }
  return '';
}
