/** What the user means by a Redis URL. Pure: nothing is looked up, opened or read. */

export type RedisPlace = { readonly host: string; readonly port: number };

export type RedisTarget = {
  /** sentinel: `places` are Sentinels, which know where the master is; cluster: some of its nodes. */
  readonly kind: 'server' | 'socket' | 'sentinel' | 'cluster';
  readonly places: readonly RedisPlace[];
  /** Of kind 'socket' only. */
  readonly path: string;
  /** Name of the master, of kind 'sentinel' only. */
  readonly master: string;
  readonly isTls: boolean;
  /** File with further authorities to trust; '' for none. */
  readonly authority: string;
  readonly username: string;
  readonly password: string;
  /** Of the Sentinels themselves. */
  readonly sentinelPassword: string;
  readonly database: number;
};

/** `error` is one sentence, without any part of the URL that could be a secret. */
export type ParsedRedisUrl =
  | { readonly target: RedisTarget; readonly error?: undefined }
  | { readonly target?: undefined; readonly error: string };

const defaultPort = 6379;
const defaultSentinelPort = 26_379;
const maxPort = 65_535;
const maxDatabase = 65_535;
const maxUrlLength = 4096;
const maxPlaces = 64;

export const redisUrlForms = [
  'redis://[user:password@]host[:port][/database]',
  'rediss://… (TLS; ?ca=FILE trusts further authorities)',
  'unix://[user:password@]/path/to/socket[?database=N]',
  'redis+sentinel://[user:password@]host[:port],host…/master[/database][?sentinel-password=…]',
  'redis+cluster://[user:password@]host[:port],host…',
] as const;

const kinds: Readonly<Record<string, { readonly kind: RedisTarget['kind']; readonly isTls: boolean }>> = {
  redis: { kind: 'server', isTls: false },
  rediss: { kind: 'server', isTls: true },
  unix: { kind: 'socket', isTls: false },
  'redis+unix': { kind: 'socket', isTls: false },
  sentinel: { kind: 'sentinel', isTls: false },
  'redis+sentinel': { kind: 'sentinel', isTls: false },
  'rediss+sentinel': { kind: 'sentinel', isTls: true },
  'redis+cluster': { kind: 'cluster', isTls: false },
  'rediss+cluster': { kind: 'cluster', isTls: true },
};

const localTarget: RedisTarget = {
  kind: 'server',
  places: [{ host: '127.0.0.1', port: defaultPort }],
  path: '',
  master: '',
  isTls: false,
  authority: '',
  username: '',
  password: '',
  sentinelPassword: '',
  database: 0,
};

/** Where Redis is looked for when the user names no place. */
export function defaultRedisTarget(): RedisTarget {
  return localTarget;
}

export function parseRedisUrl(text: string): ParsedRedisUrl {
  const url = text.trim();
  if (url === '') return wrong('it is empty');
  if (url.length > maxUrlLength) return wrong(`it is longer than ${maxUrlLength} characters`);
  if (/[\p{Cc}\p{Cf}\p{Z}]/u.test(url)) return wrong('it holds a blank or a control character');
  if (url.startsWith('/')) return { target: { ...localTarget, kind: 'socket', places: [], path: url } };
  const match = /^([a-z][a-z+]*):\/\/([^?#]*)(?:\?([^#]*))?$/i.exec(url);
  const known = match === null ? undefined : kinds[(match[1] ?? '').toLowerCase()];
  if (match === null || known === undefined) {
    return wrong(
      'it starts with none of redis://, rediss://, unix://, redis+sentinel:// and redis+cluster://',
    );
  }
  // A password may hold a raw '@' or '/': the last '@' ends it.
  const rest = match[2] ?? '';
  const at = rest.lastIndexOf('@');
  const owner = parseOwner(at < 0 ? '' : rest.slice(0, at));
  const options = parseOptions(match[3] ?? '', known.kind);
  if (typeof owner === 'string') return wrong(owner);
  if (typeof options === 'string') return wrong(options);
  const where = rest.slice(at + 1);
  const slash = where.indexOf('/');
  const hosts = slash < 0 ? where : where.slice(0, slash);
  const path = decoded(slash < 0 ? '' : where.slice(slash + 1));
  if (path === undefined) return wrong('it holds a % that is no escape');
  const base: RedisTarget = { ...localTarget, ...known, ...owner, ...options, places: [] };
  if (known.kind === 'socket') {
    if (hosts !== '' || path === '')
      return wrong('a socket needs an absolute path, as in unix:///run/redis.sock');
    return { target: { ...base, path: `/${path}` } };
  }
  const places = parsePlaces(hosts, known.kind);
  if (typeof places === 'string') return wrong(places);
  return parsePath({ ...base, places }, path);
}

function wrong(why: string): ParsedRedisUrl {
  return { error: `The Redis URL makes no sense: ${why}; one looks like redis://127.0.0.1:6379.` };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function parseOwner(text: string): Pick<RedisTarget, 'username' | 'password'> | string {
  const colon = text.indexOf(':');
  // Without a colon it is a name, as everywhere else; a name alone opens nothing.
  const username = decoded(colon < 0 ? text : text.slice(0, colon));
  const password = decoded(colon < 0 ? '' : text.slice(colon + 1));
  if (username === undefined || password === undefined)
    return 'its user or password holds a % that is no escape';
  return { username, password };
}

type Options = Pick<RedisTarget, 'authority' | 'sentinelPassword' | 'database'>;

function parseOptions(text: string, kind: RedisTarget['kind']): Options | string {
  let authority = '';
  let sentinelPassword = '';
  let database = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (name === 'ca') authority = value;
    else if (name === 'sentinel-password' && kind === 'sentinel') sentinelPassword = value;
    else if (name === 'database' || name === 'db') {
      const number = parseDatabase(value);
      if (number === undefined) return 'its database is no number';
      database = number;
    } else return 'it has an option that is not known; known are ca, database and sentinel-password';
  }
  return { authority, sentinelPassword, database };
}

function parseDatabase(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= maxDatabase ? Number(text) : undefined;
}

function parsePlaces(text: string, kind: RedisTarget['kind']): RedisPlace[] | string {
  const parts = text.split(',');
  if (parts.length > maxPlaces) return `it names more than ${maxPlaces} hosts`;
  if (kind === 'server' && parts.length > 1)
    return 'it names several hosts, which only Sentinels and clusters have';
  const places: RedisPlace[] = [];
  for (const part of parts) {
    const match = /^(?:\[([0-9a-f:.%]+)\]|([\w.-]*))(?::(\d{1,5}))?$/i.exec(part);
    if (match === null) return 'a host in it is no host name, IPv4 address or [IPv6 address]';
    const port = match[3] === undefined ? portOf(kind) : Number(match[3]);
    if (port < 1 || port > maxPort) return `a port in it is not between 1 and ${maxPort}`;
    const host = match[1] ?? match[2] ?? '';
    if (host === '' && kind !== 'server') return 'a host in it is empty';
    places.push({ host: host === '' ? '127.0.0.1' : host, port });
  }
  return places;
}

function portOf(kind: RedisTarget['kind']): number {
  return kind === 'sentinel' ? defaultSentinelPort : defaultPort;
}

function parsePath(target: RedisTarget, path: string): ParsedRedisUrl {
  const parts = path.split('/');
  let master = '';
  if (target.kind === 'sentinel') {
    master = parts.shift() ?? '';
    if (master === '')
      return wrong('Sentinels need the name of the master, as in redis+sentinel://host:26379/mymaster');
  }
  const [word = '', ...more] = parts;
  const database = word === '' ? target.database : parseDatabase(word);
  if (database === undefined || more.some(part => part !== ''))
    return wrong('what follows the host is no database number');
  if (target.kind === 'cluster' && database !== 0) return wrong('a cluster has no database but 0');
  return { target: { ...target, master, database } };
}

/** For people: where, without who and how. */
export function describeRedisTarget(target: RedisTarget): string {
  const places = target.places.map(({ host, port }) => `${host.includes(':') ? `[${host}]` : host}:${port}`);
  const tls = target.isTls ? ' with TLS' : '';
  const database = target.database === 0 ? '' : ` database ${target.database}`;
  if (target.kind === 'socket') return `${target.path}${database}`;
  if (target.kind === 'sentinel') return `${target.master} of Sentinel ${places.join(', ')}${tls}${database}`;
  if (target.kind === 'cluster') return `cluster ${places.join(', ')}${tls}`;
  return `${places.join(', ')}${tls}${database}`;
}
