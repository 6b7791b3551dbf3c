/** How long after a key what changes counts as its answer. */
const urgentMilliseconds = 400;
/** The same where a frame takes its time. */
const urgentOverSlowLineMilliseconds = 1500;
const slowLineBytesPerSecond = 20_000;
/** What the screen may cost while nobody presses a key. */
const unpromptedBytesPerSecond = 3_800;
/** Of a slow line, so that answers to keys find it free. */
const unpromptedShare = 0.4;
/** What a silent while may save up. */
const unpromptedBurstSeconds = 1.1;
/** How long one piece may keep a slow line busy. */
const pieceSeconds = 0.2;
const leastPieceBytes = 200;
const mostPieceBytes = 64 * 1024;
const firstPieceBytes = 4_096;
/** Pieces smaller than this say nothing about the line. */
const tellingBytes = 300;
const leastMeasuredMilliseconds = 2;
/** A terminal that has never answered within this time does not answer. */
const firstAnswerMilliseconds = 1_000;
/** An answer that was lost on the way must not stop the screen. */
const lostAnswerMilliseconds = 5_000;
/** What is waited for the last answer: some times as long as the one before took. */
const lastAnswerFactor = 3;
const shortestLastAnswerMilliseconds = 250;
const longestLastAnswerMilliseconds = 2_500;
const millisecondsPerSecond = 1000;

/** Measures the line to the terminal by its answers, and says when how much may be sent. */
export class LinkPace {
  readonly #now: () => number;
  #urgentUntil = 0;
  #tokens = unpromptedBytesPerSecond * unpromptedBurstSeconds;
  #refilled: number;
  #bytesPerSecond: number | undefined;
  #roundTrip = Number.POSITIVE_INFINITY;
  #latestMilliseconds = 0;
  #answers: 'unknown' | 'yes' | 'no' = 'unknown';
  #asked: { readonly at: number; readonly bytes: number } | undefined;
  /** Questions not answered yet, the one just asked among them. */
  #owed = 0;

  constructor(now: () => number) {
    this.#now = now;
    this.#refilled = now();
  }

  get isAnswerDue(): boolean {
    return this.#answers === 'yes' && this.#owed > 0;
  }

  /** Milliseconds in which an answer that is due will have come, far away or not. */
  get lastAnswerMilliseconds(): number {
    const expected = this.#latestMilliseconds * lastAnswerFactor;
    return Math.min(longestLastAnswerMilliseconds, Math.max(shortestLastAnswerMilliseconds, expected));
  }

  /** What was asked before is not going to be answered to us: somebody else had the terminal meanwhile. */
  beginAgain(): void {
    this.#asked = undefined;
    this.#owed = 0;
  }

  /** Somebody else has asked the terminal the same. */
  askedElsewhere(): void {
    this.#owed += 1;
  }

  /** Most bytes for the next piece. */
  get allowance(): number {
    if (this.#answers === 'no') return mostPieceBytes;
    if (this.#bytesPerSecond === undefined) return firstPieceBytes;
    return Math.min(mostPieceBytes, Math.max(leastPieceBytes, this.#bytesPerSecond * pieceSeconds));
  }

  urgent(): void {
    const isSlow = (this.#bytesPerSecond ?? Number.POSITIVE_INFINITY) < slowLineBytesPerSecond;
    this.#urgentUntil = this.#now() + (isSlow ? urgentOverSlowLineMilliseconds : urgentMilliseconds);
  }

  /** Milliseconds until something may be sent; 0 is now. */
  wait(): number {
    const now = this.#now();
    if (this.#asked !== undefined) {
      const patience = this.#answers === 'yes' ? lostAnswerMilliseconds : firstAnswerMilliseconds;
      const left = this.#asked.at + patience - now;
      if (left > 0) return left;
      if (this.#answers === 'unknown') this.#answers = 'no';
      this.beginAgain();
    }
    if (now < this.#urgentUntil) return 0;
    this.#refill(now);
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#budget()) * millisecondsPerSecond;
  }

  /** So much is being sent; true when the terminal should be asked to answer after it. */
  sent(bytes: number): boolean {
    const now = this.#now();
    this.#refill(now);
    if (now >= this.#urgentUntil) this.#tokens -= bytes;
    if (this.#answers === 'no') return false;
    this.#asked = { at: now, bytes };
    this.#owed += 1;
    return true;
  }

  answered(): void {
    // Whoever answers late answers all the same.
    this.#answers = 'yes';
    this.#owed = Math.max(0, this.#owed - 1);
    // That was to an earlier question.
    if (this.#owed > 0) return;
    const asked = this.#asked;
    this.#asked = undefined;
    if (asked === undefined) return;
    const elapsed = this.#now() - asked.at;
    this.#latestMilliseconds = elapsed;
    this.#roundTrip = Math.min(this.#roundTrip, elapsed);
    if (asked.bytes < tellingBytes) return;
    // What a bare answer takes is the distance, not the width of the line.
    const carrying = Math.max(leastMeasuredMilliseconds, elapsed - this.#roundTrip / 2);
    const measured = (asked.bytes * millisecondsPerSecond) / carrying;
    const before = this.#bytesPerSecond;
    this.#bytesPerSecond = before === undefined ? measured : (before + measured) / 2;
  }

  #refill(now: number): void {
    const earned = ((now - this.#refilled) * this.#budget()) / millisecondsPerSecond;
    this.#tokens = Math.min(this.#budget() * unpromptedBurstSeconds, this.#tokens + earned);
    this.#refilled = now;
  }

  #budget(): number {
    if (this.#bytesPerSecond === undefined) return unpromptedBytesPerSecond;
    return Math.min(unpromptedBytesPerSecond, this.#bytesPerSecond * unpromptedShare);
  }
}
