import { safeString } from '../decode/text.ts';
import { readDotEnv } from '../geo/dot-env.ts';
import { type GeoFlags, readGeoSettings } from '../geo/read-settings.ts';
import type { GeoSettings } from '../geo/settings.ts';
import type { TierFacts } from '../geo/tiers.ts';
import type { Configuration } from '../ui/configuration.ts';
import { loadConfiguration } from '../ui/configuration-file.ts';
import { type CommandContext, CommandError, UsageError } from './command.ts';

// Apart, so that whoever asks for no country does not wait for the configuration.
export { checkGeoFlags, geoFlags, geoOptions, geoOptionsHelp } from './geo-options.ts';

export type GatheredGeo = {
  readonly settings: GeoSettings;
  /** Sentences for the person, without secrets. */
  readonly warnings: readonly string[];
};

type Loaded = { readonly configuration: Configuration; readonly warnings?: readonly string[] };

/** Flags, environment, `.env` in this folder and the user's file together. */
export function gatherGeoSettings(
  flags: GeoFlags,
  { environment }: Pick<CommandContext, 'environment'>,
  loaded: Loaded = ownConfiguration(environment),
  folder: string | undefined = thisFolder(),
): GatheredGeo {
  const dotEnv = folder === undefined ? { values: {}, warnings: [] } : readDotEnv(folder);
  const { configuration } = loaded;
  const result = readGeoSettings({
    flags,
    environment,
    dotEnv: dotEnv.values,
    configuration: configuration.geo,
  });
  if (!result.ok) {
    const message = safeString(result.message);
    throw result.message.startsWith('--') ? new UsageError(message) : new CommandError(message);
  }
  const warnings = [...(loaded.warnings ?? []), ...dotEnv.warnings, ...result.warnings];
  return { settings: result.settings, warnings };
}

/** What became of databases that somebody named: in `geo`, `read` and wherever else they are asked. */
export function refusedDatabases(details: TierFacts['details']): string[] {
  return details.filter(([label]) => label === 'not used').map(([label, value]) => `${label}: ${value}`);
}

function ownConfiguration(environment: CommandContext['environment']): Loaded {
  const loaded = loadConfiguration(environment);
  if (!loaded.ok) throw new CommandError(loaded.message);
  return loaded;
}

/** Undefined when somebody removed it under our feet. */
function thisFolder(): string | undefined {
  try {
    return process.cwd();
  } catch {
    return undefined;
  }
}
