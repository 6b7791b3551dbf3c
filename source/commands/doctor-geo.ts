import { safeString } from '../decode/text.ts';
import { openDatabases } from '../geo/databases.ts';
import { openRedis } from '../geo/redis.ts';
import type { TierFacts } from '../geo/tiers.ts';
import { UsageError } from './command.ts';
import type { Check } from './doctor-checks.ts';
import { gatherGeoSettings } from './geo-settings.ts';

/** What `doctor` looks at to say where addresses can be looked up. */
export type GeoFacts = {
  /** What is wrong with the settings, so that the rest could not be looked at. */
  readonly problem: string | undefined;
  readonly isSwitchedOff: boolean;
  readonly warnings: readonly string[];
  readonly databases: Pick<TierFacts, 'isTrouble' | 'details'> | undefined;
  /** Undefined when it is switched off. */
  readonly redis: { readonly isConfigured: boolean; readonly state: string } | undefined;
  readonly hasCredentials: boolean;
  readonly budget: number;
};

const noFacts: GeoFacts = {
  problem: undefined,
  isSwitchedOff: false,
  warnings: [],
  databases: undefined,
  redis: undefined,
  hasCredentials: false,
  budget: 0,
};

/** Documentation address: a key nobody has, asked for to see whether Redis answers. */
const anyAddress = '192.0.2.1';

export async function gatherGeoFacts(environment: NodeJS.ProcessEnv): Promise<GeoFacts> {
  try {
    const { settings, warnings } = gatherGeoSettings({}, { environment });
    if (settings.mode === 'off') return { ...noFacts, warnings, isSwitchedOff: true };
    const databases = openDatabases(settings.databases, environment);
    databases.load();
    return {
      ...noFacts,
      warnings,
      databases: databases.facts(),
      redis: await redisFacts(settings.redis, environment),
      hasCredentials: settings.credentials !== undefined,
      budget: settings.budget,
    };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { ...noFacts, problem: error instanceof UsageError ? `settings: ${message}` : message };
  }
}

async function redisFacts(
  url: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<GeoFacts['redis']> {
  if (url === 'off') return undefined;
  const cache = openRedis({ url, environment });
  try {
    await cache.get([anyAddress]);
    return { isConfigured: url !== undefined, state: cache.facts().state };
  } finally {
    await cache.close();
  }
}

export function judgeGeo(facts: GeoFacts): Check[] {
  const { problem, isSwitchedOff, warnings, databases, hasCredentials, budget } = facts;
  const name = 'countries';
  // Whoever looks up countries ends with the same sentence.
  if (problem !== undefined) return [{ name, state: 'no', text: safeString(problem) }];
  const checks: Check[] = isSwitchedOff
    ? [{ name, state: 'note', text: 'switched off by the user' }]
    : [countries(databases), redis(facts.redis), web(hasCredentials, budget)];
  return [...checks, ...warnings.map(settingsCheck)];
}

function countries(databases: GeoFacts['databases']): Check {
  const name = 'countries';
  const files = (databases?.details ?? []).filter(([label]) => label !== 'not used');
  const refused = (databases?.details ?? []).filter(([label]) => label === 'not used');
  const sentences = [
    ...files.map(([label, value]) => `${label}, ${value.split(', ').slice(0, 1).join()}`),
    ...refused.map(([, value]) => `not used: ${value}`),
  ];
  if (files.length === 0) {
    const text = ['no database: no country is known', ...sentences].join('; ');
    return { name, state: 'no', text, fix: './start.sh install' };
  }
  const text = sentences.join('; ');
  if (files.some(([, value]) => value.includes('older than a year')))
    return { name, state: 'note', text: `${text}: older than a year`, fix: 'sudo geoipupdate' };
  return { name, state: databases?.isTrouble === true ? 'note' : 'ok', text };
}

function redis(facts: GeoFacts['redis']): Check {
  const name = 'redis';
  if (facts === undefined) return { name, state: 'note', text: 'switched off' };
  if (facts.state === 'ready') return { name, state: 'ok', text: 'ready: answers are shared through it' };
  if (facts.isConfigured) return { name, state: 'no', text: facts.state };
  return { name, state: 'note', text: 'none on 127.0.0.1:6379: answers are not shared with other machines' };
}

function web(hasCredentials: boolean, budget: number): Check {
  const name = 'web';
  if (hasCredentials) {
    return { name, state: 'ok', text: `credentials for the GeoLite2 web service; ${budget} requests a day` };
  }
  return { name, state: 'note', text: 'no credentials: the GeoLite2 web service is not asked' };
}

/** Advice to type something stands behind "; type: ". */
function settingsCheck(warning: string): Check {
  const [text = '', fix] = warning.split('; type: ');
  return { name: 'settings', state: 'note', text, ...(fix === undefined ? {} : { fix }) };
}
