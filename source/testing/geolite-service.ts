import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo, BlockList, isIP, type Socket } from 'node:net';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { GeoCredentials } from '../geo/settings.ts';
import { type Behavior, misbehave, send, sendError } from './geolite-behavior.ts';
import { temporaryFolder } from './temporary.ts';

/**
 * A stand-in for the GeoLite web service: real HTTPS on loopback, the documented protocol (paths, Basic
 * authorization, content types, error codes with their statuses), and on request everything a service or the
 * network before it can do wrong. Counts what it was asked.
 *
 * In this process `trust()` makes its certificate known; child processes get
 * `NODE_EXTRA_CA_CERTS: service.certificatePath`.
 */
export type GeoLiteService = {
  /** For `GeoSettings.host`: `127.0.0.1:PORT`. */
  readonly host: string;
  readonly certificate: string;
  readonly certificatePath: string;
  /** Those it lets in. */
  readonly credentials: GeoCredentials;
  /** Requests by address (as it stood in the path), refused ones too. */
  readonly requests: ReadonlyMap<string, number>;
  /** All requests, and those to paths that are none of the service's. */
  readonly total: number;
  readonly strays: number;
  /** The most requests that were under way at the same time. */
  readonly mostAtOnce: number;
  /** Lets clients of this process trust the certificate until the service is closed. */
  trust(): void;
  /** What it knows of an address; undefined: not in the database. */
  place(address: string, place: StandInPlace | undefined): void;
  /** How it acts from now on, for the next `times` requests, or for one address. No behaviour: as documented. */
  behave(behavior?: Behavior, options?: { readonly times?: number; readonly address?: string }): void;
  /** Forgets counts, behaviours and how many queries were spent. */
  reset(): void;
  /** Cuts all connections and stops listening; `reopen` listens again on the same port. */
  stop(): Promise<void>;
  reopen(): Promise<void>;
  close(): Promise<void>;
};

export type StandInPlace = {
  readonly country?: string;
  readonly city?: string;
  readonly asn?: number;
  readonly organisation?: string;
};

const pathPattern = /^\/geoip\/v2\.1\/(city|country)\/(.*)$/;

const reserved = new BlockList();
for (const [network, prefix] of [
  ['10.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  ['::1', 128],
  ['fc00::', 7],
  ['fe80::', 10],
] as const) {
  reserved.addSubnet(network, prefix, 'ipv6');
}

/** What is said of an address nobody described: always the same, different for neighbours. */
export function standInPlace(address: string): StandInPlace {
  const countries = ['DE', 'US', 'NL', 'JP', 'BR', 'FR', 'ZA', 'AU'];
  let sum = 0;
  for (const character of address) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return {
    country: countries[sum % countries.length] ?? 'DE',
    city: `City ${sum % 100}`,
    asn: 64_512 + (sum % 1000),
    organisation: `Network ${sum % 1000}`,
  };
}

/** The document of the service for a place; keys without a value are left out, as the service does. */
export function placeDocument(address: string, place: StandInPlace, service: string): object {
  return {
    ...(place.country === undefined
      ? {}
      : { country: { iso_code: place.country, geoname_id: 1, names: { en: `Land ${place.country}` } } }),
    ...(place.city === undefined || service === 'country'
      ? {}
      : { city: { geoname_id: 2, names: { en: place.city, de: `Stadt ${place.city}` } } }),
    registered_country: { iso_code: 'US', geoname_id: 6252001, names: { en: 'United States' } },
    traits: {
      ip_address: address,
      network: isIP(address) === 6 ? `${address}/128` : `${address}/32`,
      ...(place.asn === undefined ? {} : { autonomous_system_number: place.asn }),
      ...(place.organisation === undefined ? {} : { autonomous_system_organization: place.organisation }),
    },
  };
}

export type GeoLiteServiceOptions = {
  readonly credentials?: GeoCredentials;
  /** Queries until it says OUT_OF_QUERIES. */
  readonly queries?: number;
  /** Whom its certificate is for, as openssl wants it; loopback by default. */
  readonly certificateNames?: string;
};

export async function startGeoLiteService(options: GeoLiteServiceOptions = {}): Promise<GeoLiteService> {
  const credentials = options.credentials ?? {
    accountId: '271828',
    licenseKey: 'StandIn_kQx7vR2mN9pL4wT8zB',
  };
  const folder = temporaryFolder();
  const { key, certificate, certificatePath } = makeCertificate(
    folder.path,
    options.certificateNames ?? loopbackNames,
  );
  const expected = `Basic ${Buffer.from(`${credentials.accountId}:${credentials.licenseKey}`).toString('base64')}`;

  const requests = new Map<string, number>();
  const places = new Map<string, StandInPlace | undefined>();
  const behaviors = new Map<string, { behavior: Behavior; left: number }>();
  const everybody = '';
  const sockets = new Set<Socket>();
  let total = 0;
  let strays = 0;
  let spent = 0;
  let atOnce = 0;
  let mostAtOnce = 0;

  function behaviorFor(address: string): Behavior | undefined {
    for (const name of [address, everybody]) {
      const entry = behaviors.get(name);
      if (entry === undefined) continue;
      entry.left -= 1;
      if (entry.left <= 0) behaviors.delete(name);
      return entry.behavior;
    }
    return undefined;
  }

  function answerAsDocumented(
    service: string,
    address: string,
    authorization: string,
    to: ServerResponse,
  ): void {
    if (authorization !== expected) return sendError(to, authorizationError(authorization));
    if (address === '') return sendError(to, 'IP_ADDRESS_REQUIRED');
    const family = isIP(address);
    if (family === 0) return sendError(to, 'IP_ADDRESS_INVALID');
    if (reserved.check(address, family === 6 ? 'ipv6' : 'ipv4')) return sendError(to, 'IP_ADDRESS_RESERVED');
    if (spent >= (options.queries ?? Number.POSITIVE_INFINITY)) return sendError(to, 'OUT_OF_QUERIES');
    spent += 1;
    const place = places.has(address) ? places.get(address) : standInPlace(address);
    if (place === undefined) return sendError(to, 'IP_ADDRESS_NOT_FOUND');
    const type = `application/vnd.maxmind.com-${service}+json; charset=UTF-8; version=2.1`;
    send(to, 200, type, JSON.stringify(placeDocument(address, place, service)));
  }

  function handle(request: IncomingMessage, to: ServerResponse): void {
    total += 1;
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    to.once('close', () => {
      atOnce -= 1;
    });
    const [, service = '', rest = ''] = pathPattern.exec(request.url ?? '') ?? [];
    if (service === '' || request.method !== 'GET') {
      strays += 1;
      return send(to, 404, 'text/html', '<h1>Not found</h1>');
    }
    const address = decodeURIComponent(rest);
    requests.set(address, (requests.get(address) ?? 0) + 1);
    const behavior = behaviorFor(address);
    const usual = () => answerAsDocumented(service, address, request.headers.authorization ?? '', to);
    if (behavior === undefined) usual();
    else if (behavior.kind === 'slow') setTimeout(usual, behavior.milliseconds).unref();
    else misbehave(behavior, request, to);
  }

  const server = createServer({ key, cert: certificate }, handle);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  // Clients that do not trust the certificate leave in the middle of the greeting.
  server.on('tlsClientError', () => {});

  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
    });
  const stop = () =>
    new Promise<void>(resolve => {
      for (const socket of sockets) socket.destroy();
      if (server.listening) server.close(() => resolve());
      else resolve();
    });

  await listen(0);
  const { port } = server.address() as AddressInfo;
  let trustedBefore: string[] | undefined;

  return {
    host: `127.0.0.1:${port}`,
    certificate,
    certificatePath,
    credentials,
    requests,
    get total() {
      return total;
    },
    get strays() {
      return strays;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    trust() {
      trustedBefore ??= getCACertificates('default');
      setDefaultCACertificates([...trustedBefore, certificate]);
    },
    place(address, place) {
      places.set(address, place);
    },
    behave(behavior, { times = Number.POSITIVE_INFINITY, address = everybody } = {}) {
      if (behavior === undefined) behaviors.delete(address);
      else behaviors.set(address, { behavior, left: times });
    },
    reset() {
      requests.clear();
      behaviors.clear();
      total = 0;
      strays = 0;
      spent = 0;
      mostAtOnce = atOnce;
    },
    stop,
    reopen: () => listen(port),
    async close() {
      if (trustedBefore !== undefined) setDefaultCACertificates(trustedBefore);
      await stop();
      folder[Symbol.dispose]();
    },
  };
}

function authorizationError(authorization: string): string {
  const [accountId = '', licenseKey = ''] = Buffer.from(authorization.replace(/^Basic /, ''), 'base64')
    .toString()
    .split(':');
  if (accountId === '') return 'ACCOUNT_ID_REQUIRED';
  return licenseKey === '' ? 'LICENSE_KEY_REQUIRED' : 'AUTHORIZATION_INVALID';
}

const loopbackNames = 'DNS:localhost,IP:127.0.0.1,IP:::1';

/** Valid for two days. */
function makeCertificate(
  folder: string,
  names: string,
): { key: string; certificate: string; certificatePath: string } {
  const keyPath = join(folder, 'key.pem');
  const certificatePath = join(folder, 'certificate.pem');
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...[
        '-subj',
        '/CN=localhost',
        '-addext',
        `subjectAltName=${names}`,
        '-keyout',
        keyPath,
        '-out',
        certificatePath,
      ],
    ],
    { stdio: 'ignore' },
  );
  return {
    key: readFileSync(keyPath, 'utf8'),
    certificate: readFileSync(certificatePath, 'utf8'),
    certificatePath,
  };
}
