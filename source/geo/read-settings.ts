import { countryName } from './countries.ts';
import { parseRedisUrl } from './redis-url.ts';
import {
  defaultGeoSettings,
  type GeoConfiguration,
  type GeoCredentials,
  type GeoMode,
  type GeoSettings,
  geoModes,
  mostGeoBudget,
} from './settings.ts';

/** Flags as they were typed. */
export type GeoFlags = {
  readonly geo?: string | undefined;
  readonly redis?: string | undefined;
  readonly databases?: readonly string[] | undefined;
  readonly budget?: string | undefined;
  readonly home?: string | undefined;
};

type Variables = Readonly<Record<string, string | undefined>>;

export type GeoSources = {
  readonly flags: GeoFlags;
  readonly environment: Variables;
  /** What stands in `.env`, which whoever made this folder wrote. */
  readonly dotEnv: Variables;
  readonly configuration: GeoConfiguration;
};

export type GeoSettingsResult =
  | {
      readonly ok: true;
      readonly settings: GeoSettings;
      /** Sentences for the person; nothing in them is secret. */
      readonly warnings: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** The only names that are taken from a `.env` file. */
export const dotEnvNames = [
  'REDIS_URL',
  'GEOLITE_ID',
  'GEOLITE_API_KEY',
  'MAXMIND_ACCOUNT_ID',
  'MAXMIND_LICENSE_KEY',
  'GEOLITE_HOST',
] as const;

/** Those whose value opens something. */
export const secretNames: readonly string[] = ['REDIS_URL', 'GEOLITE_API_KEY', 'MAXMIND_LICENSE_KEY'];

/** A setting that makes no sense: it is told by its name, never by its value where that could be secret. */
class Mistake extends Error {}

/** Flags count for more than the environment, that for more than `.env`, that for more than the user's file. */
export function readGeoSettings(sources: GeoSources): GeoSettingsResult {
  const { flags, environment, configuration } = sources;
  try {
    const warnings: string[] = [];
    const mode = readMode(flags.geo) ?? configuration.mode ?? defaultGeoSettings.mode;
    const found = readCredentials(sources, warnings);
    if (mode === 'web' && found === undefined) {
      throw new Mistake('--geo web needs credentials: set GEOLITE_ID and GEOLITE_API_KEY');
    }
    const settings: GeoSettings = {
      mode,
      redis: readRedis(sources),
      credentials: found?.credentials,
      host: readHost(sources, found?.source),
      budget: readBudget(flags.budget) ?? configuration.budget ?? defaultGeoSettings.budget,
      databases: readDatabases(flags.databases, environment, configuration.databases),
      home: readHome('--home', flags.home) ?? readHome('geo.home', configuration.home),
    };
    return { ok: true, settings, warnings };
  } catch (error) {
    if (error instanceof Mistake) return { ok: false, message: error.message };
    throw error;
  }
}

function readMode(text: string | undefined): GeoMode | undefined {
  if (text === undefined) return undefined;
  const mode = geoModes.find(one => one === text);
  if (mode === undefined) throw new Mistake(`--geo is ${geoModes.join(', ')}, not "${text}"`);
  return mode;
}

function readRedis({ flags, environment, dotEnv, configuration }: GeoSources): string | undefined {
  const places = [
    ['--redis', flags.redis],
    ['REDIS_URL', environment['REDIS_URL']],
    ['REDIS_URL in .env', dotEnv['REDIS_URL']],
    ['geo.redis', configuration.redis],
  ] as const;
  for (const [name, text] of places) {
    const url = text?.trim() ?? '';
    if (url === '' && name !== '--redis') continue;
    if (text === undefined) continue;
    if (url === 'off') return 'off';
    const { error } = parseRedisUrl(url);
    if (error !== undefined) throw new Mistake(`${name}: ${withoutStop(error)}`);
    return url;
  }
  return undefined;
}

const pairs = [
  ['GEOLITE_ID', 'GEOLITE_API_KEY'],
  ['MAXMIND_ACCOUNT_ID', 'MAXMIND_LICENSE_KEY'],
] as const;

type Source = 'environment' | 'dotEnv' | 'configuration';
type Found = { readonly credentials: GeoCredentials; readonly source: Source };

function readCredentials(sources: GeoSources, warnings: string[]): Found | undefined {
  const { environment, dotEnv, configuration } = sources;
  // One half may stand in the environment and the other in `.env`.
  const both = { ...given(dotEnv), ...given(environment) };
  const levels = [
    ['environment', given(environment)],
    ['dotEnv', both],
  ] as const;
  for (const [source, variables] of levels) {
    for (const [idName, keyName] of pairs) {
      const accountId = variables[idName];
      const licenseKey = variables[keyName];
      if (accountId === undefined || licenseKey === undefined) continue;
      return { source, credentials: checked(idName, accountId, keyName, licenseKey) };
    }
  }
  const { accountId = '', licenseKey = '' } = configuration;
  if (accountId !== '' && licenseKey !== '') {
    const credentials = checked('geo.accountId', accountId, 'geo.licenseKey', licenseKey);
    return { source: 'configuration', credentials };
  }
  const halves = [
    ...pairs.map(([id, key]) => [id, both[id], key, both[key]] as const),
    ['geo.accountId', accountId, 'geo.licenseKey', licenseKey] as const,
  ];
  for (const [idName, id, keyName, key] of halves) {
    if (!id === !key) continue;
    const [there, missing] = id ? [idName, keyName] : [keyName, idName];
    warnings.push(
      `${there} is set but ${missing} is not, so that the web service is not asked; set both or none`,
    );
  }
  return undefined;
}

/** Those that are not empty, trimmed. */
function given(variables: Variables): Readonly<Record<string, string>> {
  const kept: Record<string, string> = {};
  for (const name of dotEnvNames) {
    const value = variables[name]?.trim() ?? '';
    if (value !== '') kept[name] = value;
  }
  return kept;
}

function checked(idName: string, accountId: string, keyName: string, licenseKey: string): GeoCredentials {
  const id = accountId.trim();
  const key = licenseKey.trim();
  if (!/^\d{1,12}$/.test(id)) throw new Mistake(`${idName} is no account id: those are digits only`);
  if (!/^\w{8,128}$/.test(key))
    throw new Mistake(
      `${keyName} is no licence key: those are letters, digits and _, at least eight of them`,
    );
  return { accountId: id, licenseKey: key };
}

/**
 * A `.env` may name a host only for credentials of its own: whoever made the folder must not have those of the
 * environment sent to a host of theirs.
 */
function readHost({ environment, dotEnv, configuration }: GeoSources, source: Source | undefined): string {
  const own = source === 'dotEnv' && !pairs.some(pair => pair.some(name => (environment[name] ?? '').trim()));
  const places = [
    ['GEOLITE_HOST', environment['GEOLITE_HOST']],
    ['GEOLITE_HOST in .env', own ? dotEnv['GEOLITE_HOST'] : undefined],
    ['geo.host', configuration.host],
  ] as const;
  for (const [name, text] of places) {
    const host = text?.trim() ?? '';
    if (host === '') continue;
    const match = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252})|\[[0-9a-fA-F:.]{2,45}\])(?::(\d{1,5}))?$/.exec(
      host,
    );
    if (match === null || Number(match[1] ?? 1) < 1 || Number(match[1] ?? 1) > 65_535)
      throw new Mistake(`${name} is no host: it looks like geolite.info or 127.0.0.1:8443`);
    return host;
  }
  return defaultGeoSettings.host;
}

function readBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const budget = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (budget <= mostGeoBudget) return budget;
  throw new Mistake(`--geo-budget takes a whole number from 0 to ${mostGeoBudget}, not "${text}"`);
}

function readDatabases(
  named: readonly string[] | undefined,
  environment: Variables,
  configured: readonly string[] = [],
): readonly string[] {
  if (named !== undefined && named.length > 0) {
    if (named.includes('')) throw new Mistake('--geo-db needs the name of a file or folder');
    return named;
  }
  // Those of the environment are found by whoever opens databases.
  return (environment['ODDWIRE_GEO_DB'] ?? '') === '' ? configured : [];
}

function readHome(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const code = countryOf(text);
  if (code === undefined)
    throw new Mistake(`${name} takes a country of two letters, such as DE, not "${text}"`);
  return code;
}

/** The code of today for one that people write: UK is GB. */
function countryOf(text: string): string | undefined {
  if (!/^[A-Za-z]{2}$/.test(text)) return undefined;
  const code = new Intl.Locale(`und-${text}`).maximize().region ?? '';
  return code !== 'ZZ' && countryName(code) !== code ? code : undefined;
}

function withoutStop(sentence: string): string {
  const text = sentence.replace(/\.$/, '');
  return text.charAt(0).toLowerCase() + text.slice(1);
}
