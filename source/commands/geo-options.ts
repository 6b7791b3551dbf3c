import { type GeoFlags, readGeoSettings } from '../geo/read-settings.ts';
import { UsageError } from './command.ts';

/** Options of every command that says where addresses are. */
export const geoOptions = {
  geo: { type: 'string' },
  redis: { type: 'string' },
  'geo-db': { type: 'string', multiple: true },
  'geo-budget': { type: 'string' },
  home: { type: 'string' },
} as const;

/** What help says of them. */
export const geoOptionsHelp = `Countries ("oddwire help config" and README tell more):
      --geo MODE         auto (the default), web, local (no web service), off
      --geo-db PATH      database or folder of them (.mmdb); may be repeated
      --redis URL        cache shared with others; "off" for none
      --geo-budget N     requests a day to the web service; default 1000
      --home CC          country this machine stands in, such as DE
`;

type GeoValues = {
  readonly geo?: string | undefined;
  readonly redis?: string | undefined;
  readonly 'geo-db'?: string[] | undefined;
  readonly 'geo-budget'?: string | undefined;
  readonly home?: string | undefined;
};

export function geoFlags(values: GeoValues): GeoFlags {
  const { geo, redis, home, 'geo-db': databases, 'geo-budget': budget } = values;
  return { geo, redis, home, databases, budget };
}

/** Mistakes in flags are told before anything is opened; the rest is read in `gatherGeoSettings`. */
export function checkGeoFlags(flags: GeoFlags): void {
  // Credentials may come from elsewhere.
  const { geo, ...others } = flags;
  const known = geo === 'web' ? others : flags;
  const result = readGeoSettings({ flags: known, environment: {}, dotEnv: {}, configuration: {} });
  if (!result.ok) throw new UsageError(result.message);
}
