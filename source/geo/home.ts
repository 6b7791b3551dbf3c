import { readFileSync, readlinkSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { formatAddress, parseAddress } from '../flows/address-words.ts';
import { LocatedAddress } from './located-address.ts';
import type { LocalDatabases } from './tiers.ts';
import { countryOfZone, type ZoneTables, zoneOf } from './time-zone.ts';

/** The country this machine stands in, and how that is known. */
export type Home = {
  /** '' when nobody knows. */
  readonly country: string;
  readonly because: 'setting' | 'address' | 'time zone' | 'unknown';
};

export type HomeSources = {
  /** What the user says. */
  readonly setting: string | undefined;
  /** Addresses of this machine, as texts. */
  readonly addresses: readonly string[];
  readonly lookUp: (address: string) => string;
  readonly zone: string;
  readonly tables: ZoneTables;
};

export function homeCountry({ setting, addresses, lookUp, zone, tables }: HomeSources): Home {
  if (setting !== undefined && setting !== '') return { country: setting, because: 'setting' };
  const located = new LocatedAddress();
  for (const text of addresses) {
    const words = parseAddress(text);
    if (words === undefined || !located.find(...words)) continue;
    const country = lookUp(formatAddress(located.kind, located.a, located.b, located.c, located.d));
    if (country !== '') return { country, because: 'address' };
  }
  const country = countryOfZone(zone, tables);
  return country === '' ? { country, because: 'unknown' } : { country, because: 'time zone' };
}

type Environment = Readonly<Record<string, string | undefined>>;

const zoneFolder = '/usr/share/zoneinfo';

/** The same of this machine, after its interfaces and its clock. */
export function findHome(
  setting: string | undefined,
  databases: Pick<LocalDatabases, 'lookUp'>,
  environment: Environment,
): Home {
  const addresses = Object.values(networkInterfaces()).flatMap(list => (list ?? []).map(one => one.address));
  const zone = zoneOf({
    variable: environment['TZ'],
    file: readText('/etc/timezone'),
    link: linkOf('/etc/localtime'),
    runtime: Intl.DateTimeFormat().resolvedOptions().timeZone,
  });
  const lookUp = (address: string): string => databases.lookUp(address).country;
  return homeCountry({ setting, addresses, lookUp, zone, tables: thisTables() });
}

function thisTables(): ZoneTables {
  const [zones, sharedZones, data] = ['zone.tab', 'zone1970.tab', 'tzdata.zi'].map(
    name => readText(join(zoneFolder, name)) ?? '',
  );
  return { zones: zones ?? '', sharedZones: sharedZones ?? '', data: data ?? '' };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
