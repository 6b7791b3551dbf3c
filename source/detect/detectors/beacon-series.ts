import { mix } from '../../flows/keyed-table.ts';

const ways = 4;
const sets = 512;
const capacity = ways * sets;
const kept = 16;
/** A token says which series, and that it is still the same: the index in the low bits, above them how often it was begun. */
const indexBits = 11;
const generationMask = 0xf_ffff;
/** What is sent within so long belongs to the same report. */
const pauseSeconds = 0.3;
/** So many gaps must be steady: few where they are very steady, more where they are not. */
const fewGaps = 5;
const fewSpread = 0.24;
const manyGaps = 9;
const manySpread = 0.32;
/** Reports have much the same size. */
const sizeSpread = 0.35;
const largestReport = 16_384;
/** Who gets much more than it sends listens, watches or looks for news. */
const largestAnswer = 2048;
const largestAnswerTimes = 8;
/** Slower than this is never seen often enough in a row, and faster is a stream. */
const slowestSeconds = 7200;
const fastestSeconds = 0.4;
/** Reports within one connection that are slower than this must go on for longer. */
const quickSeconds = 10;
/** A gap this much off the middle is not part of the pace. */
const farOff = 0.75;

/** Who reports where and when: the latest gaps and sizes for each host, place and port. Oldest give way. */
export class BeaconSeries {
  readonly host = new Int32Array(capacity).fill(-1);
  readonly #generation = new Int32Array(capacity);
  readonly hostNumber = new Int32Array(capacity);
  readonly place = new Int32Array(capacity);
  readonly port = new Int32Array(capacity);
  /** Minutes the place was known for, and seconds learned from, when this began. */
  readonly minutes = new Uint16Array(capacity);
  readonly learned = new Float64Array(capacity);
  /** The latest report: its flow slot, packet, start, end and bytes so far. */
  readonly flow = new Int32Array(capacity);
  readonly packet = new Float64Array(capacity);
  readonly #start = new Float64Array(capacity);
  readonly #end = new Float64Array(capacity);
  readonly #bytes = new Float64Array(capacity);
  readonly #gaps = new Float32Array(capacity * kept);
  readonly #sizes = new Float32Array(capacity * kept);
  readonly #count = new Int32Array(capacity);
  /** Reports that came with a connection of their own. */
  readonly #connections = new Int32Array(capacity);
  /** Bytes that came back altogether. */
  readonly #answered = new Float64Array(capacity);
  readonly isFresh = new Uint8Array(capacity);
  readonly fresh = new Int32Array(capacity);
  freshCount = 0;
  readonly #sorted = new Float32Array(kept);
  #steadyCount = 0;
  #period = 0;
  #spread = 0;
  #size = 0;

  find(
    host: number,
    hostNumber: number,
    place: number,
    port: number,
    minutes: number,
    learned: number,
  ): number {
    const from = (mix(mix(mix(hostNumber, host), place), port) & (sets - 1)) * ways;
    let worst = from;
    for (let at = from; at < from + ways; at += 1) {
      if (
        this.host[at] === host &&
        this.place[at] === place &&
        this.port[at] === port &&
        this.hostNumber[at] === hostNumber
      )
        return this.#token(at);
      if ((this.#end[at] as number) < (this.#end[worst] as number)) worst = at;
    }
    this.host[worst] = host;
    this.hostNumber[worst] = hostNumber;
    this.place[worst] = place;
    this.port[worst] = port;
    this.minutes[worst] = minutes;
    this.learned[worst] = learned;
    this.#start[worst] = 0;
    this.#end[worst] = 0;
    this.#count[worst] = 0;
    this.#answered[worst] = 0;
    this.#connections[worst] = 0;
    this.#generation[worst] = ((this.#generation[worst] as number) + 1) & generationMask;
    return this.#token(worst);
  }

  /** The series of a token, -1 when it gave way to another. */
  of(token: number): number {
    if (token < 0) return -1;
    const at = token & (capacity - 1);
    return this.#generation[at] === token >>> indexBits ? at : -1;
  }

  send(at: number, flow: number, time: number, bytes: number, packet: number): void {
    if (time - (this.#end[at] as number) < pauseSeconds) {
      this.#end[at] = time;
      this.#bytes[at] = (this.#bytes[at] as number) + bytes;
      return;
    }
    // A keep-alive or the end of a connection carries nothing; its beginning counts.
    if (bytes === 0 && this.flow[at] === flow && (this.#start[at] as number) > 0) return;
    if ((this.#start[at] as number) > 0) this.#close(at, time);
    if (this.flow[at] !== flow || this.#count[at] === 0)
      this.#connections[at] = (this.#connections[at] as number) + 1;
    this.#start[at] = time;
    this.#end[at] = time;
    this.#bytes[at] = bytes;
    this.flow[at] = flow;
    this.packet[at] = packet;
    if (this.isFresh[at] === 1) return;
    this.isFresh[at] = 1;
    this.fresh[this.freshCount] = at;
    this.freshCount += 1;
  }

  got(at: number, bytes: number): void {
    this.#answered[at] = (this.#answered[at] as number) + bytes;
  }

  /** Bytes that came back each time, on average. */
  answer(at: number): number {
    return (this.#answered[at] as number) / Math.max(1, this.count(at));
  }

  /** Steady in time and size. What it found is answered by the functions below. */
  isRegular(at: number): boolean {
    const gaps = Math.min(kept, this.#count[at] as number);
    if (gaps < fewGaps) return false;
    const period = this.#middle(this.#gaps, at, gaps);
    if (period < fastestSeconds || period > slowestSeconds) return false;
    // Programs that hold a connection open say at a steady pace that they are still there.
    const isHeldOpen = (this.#connections[at] as number) * 2 < gaps;
    if (isHeldOpen && period > quickSeconds && gaps < kept) return false;
    const size = this.#middle(this.#sizes, at, gaps);
    if (size <= 0 || size > largestReport) return false;
    if (this.answer(at) > Math.max(largestAnswer, size * largestAnswerTimes)) return false;
    let steady = 0;
    let sum = 0;
    let squares = 0;
    let sizeSquares = 0;
    let largestOff = 0;
    for (let index = 0; index < gaps; index += 1) {
      const off = (this.#gaps[at * kept + index] as number) / period - 1;
      if (Math.abs(off) <= farOff) {
        steady += 1;
        sum += off;
        squares += off * off;
      }
      const other = Math.abs((this.#sizes[at * kept + index] as number) / size - 1);
      largestOff = Math.max(largestOff, other);
      sizeSquares += other * other;
    }
    const mean = sum / Math.max(1, steady);
    const spread = Math.sqrt(Math.max(0, squares / Math.max(1, steady) - mean * mean));
    this.#steadyCount = steady;
    this.#period = period;
    this.#spread = spread;
    this.#size = size;
    // One in eight may be missed or late.
    if (steady < gaps - Math.floor(gaps / 8)) return false;
    // The first report may bring a greeting along.
    if (Math.sqrt(Math.max(0, sizeSquares - largestOff * largestOff) / (gaps - 1)) > sizeSpread) return false;
    return spread <= fewSpread || (steady >= manyGaps && spread <= manySpread);
  }

  /** Of the series that was last found regular. */
  count(at: number): number {
    return (this.#count[at] as number) + 1;
  }

  period(): number {
    return this.#period;
  }

  spread(): number {
    return this.#spread;
  }

  size(): number {
    return this.#size;
  }

  /** Were gaps random as those of people are, each would fall this close to the middle by chance. */
  oddness(): number {
    const close = Math.min(0.9, Math.max(0.02, 2 * this.#spread * Math.SQRT2 * Math.LN2));
    return Math.min(80, -10 * this.#steadyCount * Math.log10(close));
  }

  #token(at: number): number {
    return ((this.#generation[at] as number) << indexBits) | at;
  }

  #close(at: number, time: number): void {
    const count = this.#count[at] as number;
    const slot = at * kept + (count % kept);
    this.#gaps[slot] = time - (this.#start[at] as number);
    this.#sizes[slot] = this.#bytes[at] as number;
    this.#count[at] = count + 1;
  }

  #middle(values: Float32Array, at: number, count: number): number {
    const sorted = this.#sorted;
    for (let index = 0; index < count; index += 1) {
      const value = values[at * kept + index] as number;
      let place = index;
      while (place > 0 && (sorted[place - 1] as number) > value) {
        sorted[place] = sorted[place - 1] as number;
        place -= 1;
      }
      sorted[place] = value;
    }
    return count % 2 === 1
      ? (sorted[(count - 1) / 2] as number)
      : ((sorted[count / 2] as number) + (sorted[count / 2 - 1] as number)) / 2;
  }
}
