/** Caches, databases and web services of a test's own making, for tests of whoever asks them. */
import type { GeoAnswer } from '../geo/answer.ts';
import type { LocalDatabases, SharedCache, TierFacts, TierName, WebService } from '../geo/tiers.ts';

export function geoAnswer(country: string, more: Partial<GeoAnswer> = {}): GeoAnswer {
  return {
    country,
    city: '',
    asn: 0,
    organisation: '',
    origin: 'database',
    source: 'test',
    at: Math.floor(Date.now() / 1000),
    ...more,
  };
}

export class FakeCache implements SharedCache {
  readonly tier: 'redis' | 'file';
  isUsable = true;
  spentToday: number | undefined;
  /** The next questions are never answered. */
  hangs = false;
  readonly known = new Map<string, GeoAnswer>();
  readonly put = (address: string, answer: GeoAnswer): void => {
    this.puts.push(address);
    this.known.set(address, answer);
  };
  readonly puts: string[] = [];
  readonly batches: (readonly string[])[] = [];
  delay = 0;
  isClosed = false;

  constructor(tier: 'redis' | 'file' = 'redis') {
    this.tier = tier;
  }

  async get(addresses: readonly string[]): Promise<readonly (GeoAnswer | undefined)[]> {
    this.batches.push([...addresses]);
    if (this.hangs) await new Promise(() => undefined);
    if (this.delay > 0) await new Promise(resolve => setTimeout(resolve, this.delay));
    return addresses.map(address => this.known.get(address));
  }

  async spend(): Promise<number | undefined> {
    return undefined;
  }

  facts(): TierFacts {
    return emptyFacts(this.tier);
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }
}

export class FakeDatabases implements LocalDatabases {
  isUsable = true;
  detail: 0 | 1 | 2 = 1;
  readonly asked: string[] = [];
  answer: (address: string) => GeoAnswer = () => geoAnswer('DE');

  lookUp(address: string): GeoAnswer {
    this.asked.push(address);
    return this.answer(address);
  }

  facts(): TierFacts {
    return emptyFacts('database');
  }
}

export class FakeWeb implements WebService {
  isUsable = true;
  concurrency = 4;
  readonly asked: string[] = [];
  underWay = 0;
  mostUnderWay = 0;
  answer: (address: string) => Promise<GeoAnswer | undefined> = async () =>
    geoAnswer('US', { origin: 'web', city: 'Boston', asn: 7 });

  async lookUp(address: string): Promise<GeoAnswer | undefined> {
    this.asked.push(address);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    try {
      return await this.answer(address);
    } finally {
      this.underWay -= 1;
    }
  }

  facts(): TierFacts {
    return emptyFacts('web');
  }

  close(): void {
    this.isUsable = false;
  }
}

function emptyFacts(tier: TierName): TierFacts {
  return { tier, state: 'ready', isTrouble: false, asked: 0, answered: 0, latency: undefined, details: [] };
}
