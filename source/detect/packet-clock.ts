/** A packet so far ahead of those before it may have a damaged timestamp; one so far behind, another clock. */
const longestLeapSeconds = 86_400;
const longestStepBackSeconds = 300;
/** Packets in a row that must agree before either is believed. */
const packetsThatAgree = 8;
/** Whoever keeps seconds keeps them in 31 bits, and 0 is never: what begins elsewhere begins here. */
const earliestBegin = 600;
const latestBegin = 2_100_000_000;
const otherBegin = 1_000_000_000;

/**
 * A clock that follows the times of packets and never steps back. A single impossible time does not move it, and
 * where times lastingly go on from an earlier point (a clock that was set, a first packet from the year 2106), it runs
 * `ahead` of them from then on; and behind them where they leap far, because it never leaps further than a day.
 */
export class PacketClock {
  /** Seconds with their fraction, and whole ones. */
  readonly now = new Float64Array(1);
  second = 0;
  /** Whole seconds it runs ahead of the times of packets; below 0 where it runs behind them. */
  ahead = 0;
  #isRunning = false;
  /** The latest time that was not believed, as it stands in packets; and how many in a row agree with it. */
  #doubted = 0;
  #agreed = 0;

  /** Allocates nothing. */
  follow(seconds: number, nanoseconds: number): void {
    const fraction = nanoseconds / 1e9;
    if (!this.#isRunning) {
      if (seconds < earliestBegin || seconds > latestBegin) this.ahead = otherBegin - seconds;
      this.#set(seconds + this.ahead, fraction);
      return;
    }
    const time = seconds + this.ahead + fraction;
    const passed = time - (this.now[0] as number);
    if (passed < -longestStepBackSeconds || passed > longestLeapSeconds) {
      if (!this.#isBelieved(seconds + fraction)) return;
      // Time goes on where it was; what comes later is reckoned from there.
      this.ahead = this.second + (passed < 0 ? 1 : longestLeapSeconds) - seconds;
      this.#set(seconds + this.ahead, fraction);
      return;
    }
    this.#agreed = 0;
    if (passed > 0) this.#set(seconds + this.ahead, fraction);
  }

  #set(second: number, fraction: number): void {
    this.#isRunning = true;
    this.#agreed = 0;
    this.second = second;
    this.now[0] = second + fraction;
  }

  /** Those that agree lie no further apart than packets of one clock may. */
  #isBelieved(time: number): boolean {
    const apart = time - this.#doubted;
    const isSame = apart >= -longestStepBackSeconds && apart <= longestLeapSeconds;
    this.#agreed = isSame && this.#agreed > 0 ? this.#agreed + 1 : 1;
    this.#doubted = isSame && this.#agreed > 1 ? Math.max(time, this.#doubted) : time;
    return this.#agreed >= packetsThatAgree;
  }
}
