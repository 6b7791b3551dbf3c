import { isIP } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { WebServiceClient } from '@maxmind/geoip2-node';
import type { GeoAnswer } from './answer.ts';
import { createBudget, nextMidnight } from './budget.ts';
import { type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import { createRedactor } from './secrets.ts';
import type { GeoCredentials } from './settings.ts';
import type { SharedCache, TierFacts, WebService } from './tiers.ts';
import { answerOf, notFoundAnswer } from './web-answer.ts';
import { retryAfterMilliseconds, troubleOf, type WebTrouble } from './web-errors.ts';
import { webFacts } from './web-facts.ts';
import { type Exchange, guardedFetch } from './web-fetch.ts';

export type WebServiceOptions = {
  readonly credentials: GeoCredentials;
  readonly host: string;
  /** Requests a day (UTC). */
  readonly budget: number;
  /** Who counts them for all; may change while we run. */
  readonly shared: () => SharedCache | undefined;
  /** Where the own count survives a restart; made when it is not there. */
  readonly stateFolder?: string | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly fetcher?: typeof fetch | undefined;
  readonly timeoutMilliseconds?: number | undefined;
  /** The first pause before the same is asked again; later ones are longer. */
  readonly retryMilliseconds?: number | undefined;
  readonly random?: (() => number) | undefined;
};

const concurrency = 4;
const defaultTimeoutMilliseconds = 5000;
const maxRetries = 2;
const defaultRetryMilliseconds = 400;
const retryGrowth = 3;
/** When the service asks for a longer pause than this, the address goes on without it. */
const longestRetryMilliseconds = 3000;
/** What is wrong with certificates or hosts is not healed in seconds. */
const longPauseMilliseconds = 5 * 60_000;
/** Addresses the service would not take; asking again would only spend. */
const maxSkipped = 1000;
const latencySmoothing = 0.2;
const timerSlackMilliseconds = 100;

/** What came of one request. */
type Outcome =
  | { readonly kind: 'answer'; readonly answer: GeoAnswer }
  | { readonly kind: 'trouble'; readonly trouble: WebTrouble; readonly retryAfter: number | undefined }
  | { readonly kind: 'closed' };

/** The GeoLite2 web service, asked politely: bounded, within a budget, and left alone while it fails. */
export function createWebService(options: WebServiceOptions): WebService {
  return new GeoLiteWebService(options);
}

class GeoLiteWebService implements WebService {
  readonly concurrency = concurrency;
  readonly #options: WebServiceOptions;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #redact: (text: string) => string;
  readonly #breaker: CircuitBreaker;
  readonly #budget: ReturnType<typeof createBudget>;
  readonly #closing = new AbortController();
  readonly #exchanges = new Set<Exchange>();
  readonly #skipped = new Set<string>();
  #underWay = 0;
  #asked = 0;
  #answered = 0;
  #requests = 0;
  #failures = 0;
  #lastFailure = '';
  #latency: number | undefined;

  constructor(options: WebServiceOptions) {
    const { credentials, host, budget, shared, stateFolder, now = Date.now, random = Math.random } = options;
    this.#options = options;
    this.#now = now;
    this.#random = random;
    this.#redact = createRedactor(credentials);
    this.#breaker = createCircuitBreaker({ now, random });
    this.#budget = createBudget({ most: budget, shared, stateFolder, now });
    const mistake = mistakeIn(credentials, host);
    if (mistake !== undefined) this.#breaker.stop(mistake);
  }

  get isUsable(): boolean {
    return !this.#closing.signal.aborted && this.#breaker.isPassable && !this.#budget.isSpent;
  }

  async lookUp(address: string): Promise<GeoAnswer | undefined> {
    if (!this.isUsable || this.#underWay >= concurrency) return undefined;
    if (isIP(address) === 0 || address.includes('%') || this.#skipped.has(address)) return undefined;
    this.#underWay += 1;
    this.#asked += 1;
    try {
      const answer = await this.#ask(address);
      if (answer !== undefined) this.#answered += 1;
      return answer;
    } finally {
      this.#underWay -= 1;
    }
  }

  facts(): TierFacts {
    return webFacts({
      host: this.#options.host,
      breaker: { ...this.#breaker.state(), waitMilliseconds: this.#breaker.waitMilliseconds },
      isClosed: this.#closing.signal.aborted,
      budget: this.#budget,
      asked: this.#asked,
      answered: this.#answered,
      latency: this.#latency,
      requests: this.#requests,
      failures: this.#failures,
      lastFailure: this.#lastFailure,
      underWay: this.#underWay,
      concurrency,
    });
  }

  close(): void {
    this.#closing.abort();
    for (const { controller } of this.#exchanges) controller.abort();
  }

  async #ask(address: string): Promise<GeoAnswer | undefined> {
    for (let retries = 0; ; retries += 1) {
      if (!this.isUsable || !(await this.#budget.take())) return undefined;
      if (this.#closing.signal.aborted || !this.#breaker.admit()) {
        this.#budget.giveBack();
        return undefined;
      }
      const outcome = await this.#request(address);
      if (outcome.kind === 'closed') {
        this.#breaker.abandoned();
        return undefined;
      }
      if (outcome.kind === 'answer') {
        this.#breaker.succeeded();
        return outcome.answer;
      }
      const { trouble, retryAfter } = outcome;
      if (trouble.action === 'not-found') {
        this.#breaker.succeeded();
        return notFoundAnswer(this.#options.host, Math.floor(this.#now() / 1000));
      }
      this.#take(address, trouble, retryAfter);
      if (trouble.action !== 'retry' || retries === maxRetries) return undefined;
      const asked = retryAfter ?? 0;
      if (asked > longestRetryMilliseconds || this.#breaker.waitMilliseconds > asked) return undefined;
      await this.#pause(retries, asked);
    }
  }

  /** Draws the consequences of a failure for those who come after. */
  #take(address: string, trouble: WebTrouble, retryAfter: number | undefined): void {
    const { action, meaning } = trouble;
    if (action === 'skip') {
      this.#breaker.succeeded();
      if (this.#skipped.size >= maxSkipped) this.#skipped.clear();
      this.#skipped.add(address);
      return;
    }
    this.#failures += 1;
    this.#lastFailure = meaning;
    if (action === 'stop') return this.#breaker.stop(meaning);
    if (action === 'today') {
      this.#breaker.hold(meaning, nextMidnight(this.#now()));
      // Who shares the account is spared the same answer.
      if (trouble.isForAll === true) void this.#budget.endDay();
      return;
    }
    const isPause = action === 'pause';
    this.#breaker.failed(meaning, {
      isCertain: isPause,
      pauseMilliseconds: isPause ? longPauseMilliseconds : 0,
      askedMilliseconds: action === 'retry' ? retryAfter : undefined,
    });
  }

  async #request(address: string): Promise<Outcome> {
    const { credentials, host, fetcher = fetch, timeoutMilliseconds: timeout } = this.#options;
    const exchange: Exchange = { controller: new AbortController(), retryAfter: null };
    const client = new WebServiceClient(credentials.accountId, credentials.licenseKey, {
      host,
      timeout: timeout ?? defaultTimeoutMilliseconds,
      fetcher: guardedFetch(fetcher, exchange),
    });
    this.#exchanges.add(exchange);
    this.#requests += 1;
    const start = performance.now();
    try {
      const response = await client.city(address);
      this.#measure(performance.now() - start);
      const at = Math.floor(this.#now() / 1000);
      const answer = answerOf(response, { address, source: host, at, redact: this.#redact });
      if (answer !== undefined) return { kind: 'answer', answer };
      return { kind: 'trouble', trouble: troubleOf(undefined, this.#redact), retryAfter: undefined };
    } catch (error) {
      if (this.#closing.signal.aborted) return { kind: 'closed' };
      const retryAfter = retryAfterMilliseconds(exchange.retryAfter, this.#now());
      return { kind: 'trouble', trouble: troubleOf(error, this.#redact), retryAfter };
    } finally {
      this.#exchanges.delete(exchange);
    }
  }

  #measure(milliseconds: number): void {
    this.#latency =
      this.#latency === undefined
        ? milliseconds
        : this.#latency + latencySmoothing * (milliseconds - this.#latency);
  }

  /** What was asked for, and between half and the whole of a pause that grows with each retry. */
  async #pause(retries: number, atLeast: number): Promise<void> {
    const { retryMilliseconds = defaultRetryMilliseconds } = this.#options;
    const whole = retryMilliseconds * retryGrowth ** retries;
    const milliseconds = atLeast + whole * (0.5 + this.#random() / 2);
    await this.#wait(milliseconds);
    // Timers count from when their turn of the event loop began, so they may end a little before the pause is over.
    const early = this.#breaker.waitMilliseconds;
    if (early > 0 && early <= timerSlackMilliseconds) await this.#wait(Math.ceil(early) + 1);
  }

  /** Ends at once, and silently, when the service is closed. */
  async #wait(milliseconds: number): Promise<void> {
    await wait(milliseconds, undefined, { signal: this.#closing.signal }).catch(() => {});
  }
}

const hostPattern = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;
const maxHostCharacters = 260;
const maxSecretCharacters = 256;

/** What no request could be made with. Says nothing of what was set: it could be a secret in the wrong place. */
function mistakeIn({ accountId, licenseKey }: GeoCredentials, host: string): string | undefined {
  const printable = /^[\x21-\x7e]+$/;
  const isFit = (text: string) => printable.test(text) && text.length <= maxSecretCharacters;
  if (!isFit(accountId) || accountId.includes(':'))
    return 'the account id is none; set GEOLITE_ID to the number';
  if (!isFit(licenseKey)) return 'the licence key is none; set GEOLITE_API_KEY to it';
  const isHost =
    host.length <= maxHostCharacters && hostPattern.test(host) && URL.canParse(`https://${host}/`);
  return isHost
    ? undefined
    : 'the host of the web service is not a name or an address with or without a port';
}
