/** How countries are looked up, from flags, environment, `.env` and the configuration file; plain data. */

export const geoModes = ['auto', 'web', 'local', 'off'] as const;

/**
 * auto: the web service first when there are credentials, the databases otherwise and whenever it fails;
 * web: only it (and caches); local: no network but Redis; off: no country is looked up.
 */
export type GeoMode = (typeof geoModes)[number];

export type GeoCredentials = { readonly accountId: string; readonly licenseKey: string };

export type GeoSettings = {
  readonly mode: GeoMode;
  /** undefined: probe 127.0.0.1:6379 quietly. 'off': no Redis. */
  readonly redis: string | undefined;
  readonly credentials: GeoCredentials | undefined;
  /** Host (and port) of the web service. */
  readonly host: string;
  /** Web requests a day. */
  readonly budget: number;
  /** `.mmdb` files named by the user, before those in the usual places. */
  readonly databases: readonly string[];
  /** Country this machine stands in, where the user says so. */
  readonly home: string | undefined;
};

export const defaultGeoSettings: GeoSettings = {
  mode: 'auto',
  redis: undefined,
  credentials: undefined,
  host: 'geolite.info',
  budget: 1000,
  databases: [],
  home: undefined,
};

/** What the `geo` section of the configuration file may say; checked by whoever reads it for types only. */
export type GeoConfiguration = {
  readonly mode?: GeoMode;
  readonly redis?: string;
  readonly accountId?: string;
  readonly licenseKey?: string;
  readonly host?: string;
  readonly budget?: number;
  readonly databases?: readonly string[];
  readonly home?: string;
};

export const mostGeoBudget = 10_000_000;
