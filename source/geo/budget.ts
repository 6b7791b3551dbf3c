import { type BudgetFile, openBudgetFile } from './budget-file.ts';
import type { SharedCache } from './tiers.ts';

/**
 * How many requests may still be made today (UTC). Whoever shares a cache shares the budget; when nobody can
 * count there, this machine counts for itself. Wherever it is not sure, it takes too few.
 */
export type Budget = {
  /** A part of a day's requests, as far as known. */
  readonly most: number;
  readonly left: number;
  /** Known to be spent: asking for one would be in vain. */
  readonly isSpent: boolean;
  /** Takes one request; false when there is none. */
  take(): Promise<boolean>;
  /** Returns one that was not made. */
  giveBack(): void;
  /** The service says that the day is over: for all who share the budget. */
  endDay(): Promise<void>;
};

export type BudgetOptions = {
  readonly most: number;
  readonly shared: () => SharedCache | undefined;
  /** Where the own count survives a restart. */
  readonly stateFolder?: string | undefined;
  readonly now?: (() => number) | undefined;
};

/**
 * Requests asked for at a time: one by one as long as few are made, so that little is lost when the program
 * ends, more when they follow each other.
 */
const largestBlock = 5;
const largestShare = 0.5;
const busyMilliseconds = 2000;
/** After "none left", how long not to ask again: a shared counter may still be living yesterday. */
const emptyMilliseconds = 60_000;
/** A Redis that would not take a count may not take it for a while. */
const debtMilliseconds = 10_000;
const dayMilliseconds = 86_400_000;

export function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

export function nextMidnight(milliseconds: number): number {
  return Date.parse(dayOf(milliseconds)) + dayMilliseconds;
}

export function createBudget({ most, shared, stateFolder, now = Date.now }: BudgetOptions): Budget {
  return new DailyBudget(
    most,
    shared,
    stateFolder === undefined ? undefined : openBudgetFile(stateFolder),
    now,
  );
}

class DailyBudget implements Budget {
  readonly most: number;
  readonly #shared: () => SharedCache | undefined;
  readonly #file: BudgetFile | undefined;
  readonly #now: () => number;

  #day = '';
  #dayStart = 0;
  #dayEnd = 0;
  /** Granted and not used yet. */
  #held = 0;
  /** At least so many were spent today, by whomever. */
  #known = 0;
  #emptySince = Number.NEGATIVE_INFINITY;
  #isOver = false;
  #waiting = 0;
  #block = 1;
  #askedAt = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;
  /** What Redis said last, what it granted us, and what was granted elsewhere since it is gone. */
  #redisSpent: number | undefined;
  #redisGranted = 0;
  #grantedElsewhere = 0;
  /** Of the latter, what Redis has not been told yet. */
  #debt = 0;
  #debtRefusedAt = Number.NEGATIVE_INFINITY;

  constructor(
    most: number,
    shared: () => SharedCache | undefined,
    file: BudgetFile | undefined,
    now: () => number,
  ) {
    this.most = Math.max(0, Math.floor(most));
    this.#shared = shared;
    this.#file = file;
    this.#now = now;
  }

  get left(): number {
    this.#turnDay();
    if (this.#isOver) return 0;
    if (this.#isEmpty()) return this.#held;
    const known = Math.max(this.#known, this.#shared()?.spentToday ?? 0);
    return Math.max(0, this.most - known) + this.#held;
  }

  get isSpent(): boolean {
    this.#turnDay();
    if (this.#debt > 0) void this.#payDebt();
    return this.#isOver || (this.#held === 0 && (this.#known >= this.most || this.#isEmpty()));
  }

  async take(): Promise<boolean> {
    this.#waiting += 1;
    try {
      // Of one block some who wait may get none; each further round has given to somebody else.
      while (!this.isSpent) {
        if (this.#held > 0) {
          this.#held -= 1;
          return true;
        }
        this.#asking ??= this.#ask().finally(() => {
          this.#asking = undefined;
        });
        await this.#asking;
      }
      return false;
    } finally {
      this.#waiting -= 1;
    }
  }

  giveBack(): void {
    const day = this.#day;
    this.#turnDay();
    if (day === this.#day) this.#held += 1;
  }

  async endDay(): Promise<void> {
    this.#turnDay();
    const missing = this.most - (this.#file?.spent(this.#day) ?? this.most);
    this.#isOver = true;
    this.#held = 0;
    if (missing > 0) this.#file?.add(this.#day, missing, this.most);
    const cache = this.#shared();
    if (cache?.isUsable === true) await spend(cache, this.most, this.most);
  }

  /** Takes the next block, from whoever can count; leaves word when there is none. */
  async #ask(): Promise<void> {
    const day = this.#day;
    const cache = this.#shared();
    const isRedis = cache?.tier === 'redis' && cache.isUsable;
    if (isRedis) await this.#payDebt();
    const count = Math.min(
      this.#blockSize(),
      this.most - this.#known,
      isRedis ? largestBlock : this.#share(),
    );
    if (count <= 0) {
      this.#emptySince = this.#now();
      return;
    }
    const granted = cache?.isUsable === true ? await spend(cache, count, this.most) : undefined;
    this.#turnDay();
    // What was granted yesterday is no part of today.
    if (day !== this.#day) return;
    if (granted === undefined) this.#takeOwn(isRedis ? Math.min(count, this.#share()) : count);
    else this.#takeShared(granted, cache);
    if (this.#held === 0) this.#emptySince = this.#now();
  }

  #takeShared(granted: number, cache: SharedCache | undefined): void {
    const said = granted > 0 ? (cache?.spentToday ?? 0) : 0;
    if (cache?.tier === 'redis') {
      this.#redisSpent = Math.max(this.#redisSpent ?? 0, said, this.#known + granted);
      this.#redisGranted += granted;
    } else {
      this.#grantedElsewhere += granted;
      this.#debt += granted;
    }
    if (granted === 0) return;
    this.#file?.add(this.#day, granted, Number.POSITIVE_INFINITY);
    this.#know(granted, said);
  }

  #takeOwn(count: number): void {
    if (count <= 0) return;
    const granted = this.#file?.add(this.#day, count, this.most) ?? count;
    this.#grantedElsewhere += granted;
    this.#debt += granted;
    this.#know(granted, 0);
  }

  /** What was granted while Redis was away is no longer there for the others. */
  async #payDebt(): Promise<void> {
    const cache = this.#shared();
    if (this.#debt === 0 || cache?.tier !== 'redis' || !cache.isUsable) return;
    const passed = this.#now() - this.#debtRefusedAt;
    if (passed >= 0 && passed < debtMilliseconds) return;
    const [day, debt] = [this.#day, this.#debt];
    this.#debt = 0;
    const isPaid = (await spend(cache, debt, this.most)) !== undefined;
    if (day !== this.#day) return;
    if (isPaid) this.#emptySince = Number.NEGATIVE_INFINITY;
    else {
      this.#debt += debt;
      this.#debtRefusedAt = this.#now();
    }
  }

  #know(granted: number, said: number): void {
    this.#held += granted;
    this.#known = Math.max(this.#known + granted, said, this.#file?.spent(this.#day) ?? 0);
  }

  /**
   * What we allow ourselves while the Redis that counted for all is gone: of what was left, as large a part as
   * we had of what was spent, and never more than half, since what we heard may be old. All who shared it do the
   * same. Nobody can promise more without talking to each other; the service itself has the last word.
   */
  #share(): number {
    if (this.#redisSpent === undefined || this.#redisSpent === 0) return largestBlock;
    const ours = Math.min(largestShare, this.#redisGranted / this.#redisSpent);
    return Math.floor(Math.max(0, this.most - this.#redisSpent) * ours) - this.#grantedElsewhere;
  }

  #blockSize(): number {
    const isBusy = this.#now() - this.#askedAt < busyMilliseconds;
    this.#askedAt = this.#now();
    this.#block = isBusy ? Math.min(this.#block * 2, largestBlock) : 1;
    return Math.min(Math.max(this.#block, this.#waiting), largestBlock);
  }

  #isEmpty(): boolean {
    const passed = this.#now() - this.#emptySince;
    return passed >= 0 && passed < emptyMilliseconds;
  }

  #turnDay(): void {
    const now = this.#now();
    if (now >= this.#dayStart && now < this.#dayEnd) return;
    const day = dayOf(now);
    this.#day = day;
    this.#dayEnd = nextMidnight(now);
    this.#dayStart = this.#dayEnd - dayMilliseconds;
    this.#held = 0;
    this.#known = this.#file?.spent(day) ?? 0;
    this.#emptySince = Number.NEGATIVE_INFINITY;
    this.#isOver = false;
    this.#redisSpent = undefined;
    this.#redisGranted = 0;
    this.#grantedElsewhere = 0;
    this.#debt = 0;
  }
}

/** What a shared counter grants; no more than was asked for, whatever it says. */
async function spend(cache: SharedCache, count: number, most: number): Promise<number | undefined> {
  try {
    const granted = await cache.spend(count, most);
    return granted === undefined || !Number.isFinite(granted)
      ? undefined
      : Math.min(Math.max(0, Math.floor(granted)), count);
  } catch {
    return undefined;
  }
}
