/**
 * All tiers put together from the settings, in two steps, because root is given up in between: what has to be
 * read from this folder or from files only root may read is read first; connections are made and the cache file is
 * opened as the user we become (see capture/privileges.ts).
 */
import { existsSync } from 'node:fs';
import type { OpenedDatabases } from './databases.ts';
import { Resolver, type ResolverOptions } from './resolver.ts';
import type { GeoSettings } from './settings.ts';
import type { LocalDatabases, SharedCache, WebService } from './tiers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export type PreparedGeo = {
  /** Undefined when they may not be asked. */
  readonly databases: LocalDatabases | undefined;
  /** Connects and opens; call it once, after root was given up. */
  open(options?: ResolverOptions): Resolver;
};

/** Undefined when no country is to be looked up. */
export async function prepareGeo(
  settings: GeoSettings,
  environment: Environment,
): Promise<PreparedGeo | undefined> {
  if (settings.mode === 'off') return undefined;
  const { credentials } = settings;
  const usesWeb = credentials !== undefined && settings.mode !== 'local';
  const usesRedis = settings.redis !== 'off';
  // Loaded only where they are used: each takes its share of the time to the first packet.
  const [redis, file, web, databases] = await Promise.all([
    usesRedis ? import('./redis.ts') : undefined,
    usesWeb ? import('./cache-file.ts') : undefined,
    usesWeb ? Promise.all([import('./web-service.ts'), import('./cache-folder.ts')]) : undefined,
    settings.mode === 'web' ? undefined : loadDatabases(settings, environment),
  ]);
  return {
    databases,
    open: options => {
      // Whoever root became may have no home at all, such as nobody: then nothing is kept in one.
      const own = withHome(environment);
      const caches: SharedCache[] = [];
      if (redis !== undefined) caches.push(redis.openRedis({ url: settings.redis, environment }));
      // Databases answer faster than a file would: without the web service there is nothing worth keeping in it.
      if (file !== undefined) caches.push(file.openCacheFile({ environment: own }));
      let service: WebService | undefined;
      if (web !== undefined && credentials !== undefined) {
        const [{ createWebService }, { userCacheFolder }] = web;
        service = createWebService({
          credentials,
          host: settings.host,
          budget: settings.budget,
          shared: () => caches.find(cache => cache.isUsable),
          stateFolder: userCacheFolder(own),
        });
      }
      return new Resolver({ caches, databases, web: service }, options);
    },
  };
}

/** Both steps at once, for who has no root to give up or has given it up. */
export async function openGeo(
  settings: GeoSettings,
  environment: Environment,
  options?: ResolverOptions,
): Promise<Resolver | undefined> {
  return (await prepareGeo(settings, environment))?.open(options);
}

function withHome(environment: Environment): Environment {
  const home = environment['HOME'];
  return home === undefined || existsSync(home) ? environment : { ...environment, HOME: '' };
}

async function loadDatabases(settings: GeoSettings, environment: Environment): Promise<OpenedDatabases> {
  const { openDatabases } = await import('./databases.ts');
  const databases = openDatabases(settings.databases, environment);
  databases.load();
  return databases;
}
