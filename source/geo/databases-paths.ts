import { readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

type Environment = Readonly<Record<string, string | undefined>>;

export type Candidate = {
  readonly path: string;
  /** Somebody asked for it: it is told when it cannot be used. */
  readonly isNamed: boolean;
};

/** Variables that name files or folders, separated by commas or colons. */
const variables = ['ODDWIRE_GEO_DB', 'GEOIP', 'GEOIP_PATH'];

/** Where geoipupdate puts its files: packages of Linux, its own archive, SUSE and Arch, Homebrew. */
const usualFolders = [
  '/usr/share/GeoIP',
  '/usr/local/share/GeoIP',
  '/var/lib/GeoIP',
  '/opt/homebrew/var/GeoIP',
  '/usr/local/var/GeoIP',
];

const mostFilesInFolder = 32;
/** In the usual places lie databases of other things as well: proxies, domains, kinds of connections. */
const usefulName = /city|country|asn|isp|enterprise|lite|location/i;

/** Files to open, those somebody named first, each once. */
export function databaseCandidates(
  named: readonly string[],
  environment: Environment,
  folders: readonly string[] = usualPlaces(environment),
): Candidate[] {
  const fromEnvironment = variables.flatMap(name => (environment[name] ?? '').split(/[,:]/)).filter(Boolean);
  const candidates = [
    ...[...named, ...fromEnvironment].flatMap(path => namedFiles(path)),
    ...folders.flatMap(folder => filesIn(folder).map(path => ({ path, isNamed: false }))),
  ];
  const seen = new Set<string>();
  return candidates.filter(({ path }) => {
    const real = realPath(path);
    return !seen.has(real) && seen.add(real);
  });
}

function usualPlaces(environment: Environment): readonly string[] {
  const own = environment['GEOIPUPDATE_DB_DIR'] ?? '';
  const home = environment['HOME'] || homedir();
  const share = environment['XDG_DATA_HOME'] || join(home, '.local', 'share');
  return [own, join(share, 'GeoIP'), ...usualFolders].filter(folder => isAbsolute(folder));
}

function namedFiles(path: string): Candidate[] {
  const inside = isFolder(path) ? filesIn(path) : [path];
  // A folder without databases is told like a file that is none.
  return (inside.length === 0 ? [path] : inside).map(file => ({ path: file, isNamed: true }));
}

function filesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter(name => /\.mmdb$/i.test(name) && usefulName.test(name));
    return names
      .sort()
      .slice(0, mostFilesInFolder)
      .map(name => join(folder, name));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The database that comes with the program; undefined when it was not installed. */
export function bundledPath(): string | undefined {
  try {
    const name = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb';
    return fileURLToPath(import.meta.resolve(name));
  } catch {
    return undefined;
  }
}
