import { findHome } from '../geo/home.ts';
import { type PreparedGeo, prepareGeo } from '../geo/open.ts';
import type { Resolver } from '../geo/resolver.ts';
import type { GeoSettings } from '../geo/settings.ts';
import type { LocalDatabases } from '../geo/tiers.ts';
import { GeoTroubles, sourcesText } from './geo-facts.ts';
import type { SessionOptions } from './session.ts';

/** Writing what caches have not been told yet may take this long at the end. */
const closeMilliseconds = 600;
/** How often it is looked whether something is wrong with a tier. */
const lookMilliseconds = 1000;

const nobody: Pick<LocalDatabases, 'lookUp'> = {
  lookUp: () => ({ country: '', city: '', asn: 0, organisation: '', origin: 'database', source: '', at: 0 }),
};

/** Where addresses are, for every session of the engine process: one resolver from the first to the last. */
export class EngineGeo {
  readonly #settings: GeoSettings | undefined;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #troubles = new GeoTroubles();
  #preparing: Promise<PreparedGeo | undefined> | undefined;
  #resolver: Resolver | undefined;
  #databases: Pick<LocalDatabases, 'lookUp'> = nobody;
  #home: string | undefined;
  #problem: string | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  /** Without settings no country is looked up. */
  constructor(settings: GeoSettings | undefined, environment: NodeJS.ProcessEnv) {
    this.#settings = settings;
    this.#environment = environment;
  }

  /** Loads modules and databases: to be finished before root is given up. */
  async prepare(): Promise<void> {
    if (this.#settings === undefined) return;
    this.#preparing ??= prepareGeo(this.#settings, this.#environment);
    try {
      await this.#preparing;
    } catch (error) {
      // An installation that is not whole: everything else works without countries.
      this.#preparing = Promise.resolve(undefined);
      const reason = error instanceof Error ? error.message : String(error);
      this.#problem = `no country is looked up, install Oddwire again (${reason})`;
    }
  }

  /** Connects and opens, once; after root was given up, and after `prepare`. */
  async open(): Promise<void> {
    if (this.#resolver !== undefined) return;
    await this.prepare();
    const prepared = await this.#preparing;
    if (prepared === undefined || this.#resolver !== undefined) return;
    this.#databases = prepared.databases ?? nobody;
    this.#resolver = prepared.open();
  }

  /** What a session needs to know of it. */
  sessionOptions(): SessionOptions {
    const resolver = this.#resolver;
    if (resolver === undefined) return {};
    return {
      finder: resolver,
      tiers: () => resolver.facts(),
      home: () => this.#findHome(),
      sources: () => sourcesText(resolver.facts()),
    };
  }

  /** Sentences about what went wrong and was not told yet. */
  takeTroubles(): readonly string[] {
    const problem = this.#problem;
    this.#problem = undefined;
    if (problem !== undefined) return [problem];
    const now = performance.now();
    if (this.#resolver === undefined || now - this.#lookedAt < lookMilliseconds) return [];
    this.#lookedAt = now;
    return this.#troubles.take(this.#resolver.facts());
  }

  /** Resolves soon, whatever happens. */
  async close(): Promise<void> {
    const resolver = this.#resolver;
    if (resolver === undefined) return;
    await Promise.race([resolver.close(), new Promise(resolve => setTimeout(resolve, closeMilliseconds))]);
  }

  /** Looked for when first asked: most never look at the world. */
  #findHome(): string {
    this.#home ??= findHome(this.#settings?.home, this.#databases, this.#environment).country;
    return this.#home;
  }
}
