import { evidenceLimits } from './incident.ts';

const firstKept = 16;

/**
 * Numbers of packets, ascending: the first ones, and of later ones every second, fourth, eighth … so that they stay
 * spread evenly however many come.
 */
export class Evidence {
  readonly #numbers = new Int32Array(evidenceLimits.packets);
  #count = 0;
  #stride = 1;
  #skipped = 0;

  /** Allocates nothing. Numbers must ascend; others are left out. */
  add(number: number): void {
    const { packets } = evidenceLimits;
    if (this.#count > 0 && number <= (this.#numbers[this.#count - 1] as number)) return;
    if (this.#count >= firstKept) {
      this.#skipped += 1;
      if (this.#skipped < this.#stride) return;
      this.#skipped = 0;
      if (this.#count === packets) this.#thin();
    }
    this.#numbers[this.#count] = number;
    this.#count += 1;
  }

  /** A packet named by a finding, perhaps from before the incident was opened. */
  insert(number: number): void {
    const { packets } = evidenceLimits;
    const numbers = this.#numbers;
    let at = this.#count;
    while (at > 0 && (numbers[at - 1] as number) >= number) at -= 1;
    if (at < this.#count && numbers[at] === number) return;
    if (this.#count === packets) this.#thin();
    at = this.#count;
    while (at > 0 && (numbers[at - 1] as number) > number) {
      numbers[at] = numbers[at - 1] as number;
      at -= 1;
    }
    numbers[at] = number;
    this.#count += 1;
  }

  #thin(): void {
    const numbers = this.#numbers;
    let kept = firstKept;
    for (let at = firstKept + 1; at < this.#count; at += 2) {
      numbers[kept] = numbers[at] as number;
      kept += 1;
    }
    this.#count = kept;
    this.#stride *= 2;
  }

  get numbers(): number[] {
    return Array.from(this.#numbers.subarray(0, this.#count));
  }
}

/** Flows by number, the first ones. */
export class FlowNumbers {
  readonly #flows = new Float64Array(evidenceLimits.flows);
  #count = 0;

  /** Allocates nothing. */
  add(flow: number): void {
    if (this.#count === evidenceLimits.flows || this.has(flow)) return;
    this.#flows[this.#count] = flow;
    this.#count += 1;
  }

  /** Allocates nothing. */
  has(flow: number): boolean {
    for (let at = 0; at < this.#count; at += 1) if (this.#flows[at] === flow) return true;
    return false;
  }

  get numbers(): number[] {
    return Array.from(this.#flows.subarray(0, this.#count));
  }
}

/** Packets in steps of time that become longer as the incident does. */
export class Timeline {
  readonly #steps = new Float64Array(evidenceLimits.timelineSteps);
  #start: number;
  #used = 1;
  stepSeconds = 1;

  constructor(start: number) {
    this.#start = start;
  }

  /** Allocates nothing. */
  add(time: number, packets = 1): void {
    const { timelineSteps } = evidenceLimits;
    let step = this.#stepOf(time);
    while (step >= timelineSteps) {
      this.#fold();
      step = this.#stepOf(time);
    }
    this.#steps[step] = (this.#steps[step] as number) + packets;
    if (step >= this.#used) this.#used = step + 1;
  }

  /** It began earlier than was thought. */
  beginBy(start: number): void {
    if (!(start < this.#start)) return;
    while ((this.#start - start) / this.stepSeconds + this.#used >= this.#steps.length) this.#fold();
    const shift = Math.ceil((this.#start - start) / this.stepSeconds);
    if (shift + this.#used > this.#steps.length) return;
    this.#steps.copyWithin(shift, 0, this.#used);
    this.#steps.fill(0, 0, shift);
    this.#used += shift;
    this.#start = start;
  }

  merge(other: Timeline): void {
    this.beginBy(other.#start);
    for (let step = 0; step < other.#used; step += 1) {
      const packets = other.#steps[step] as number;
      if (packets > 0) this.add(other.#start + step * other.stepSeconds, packets);
    }
  }

  get counts(): number[] {
    return Array.from(this.#steps.subarray(0, this.#used));
  }

  #stepOf(time: number): number {
    const passed = time - this.#start;
    return passed > 0 ? Math.floor(passed / this.stepSeconds) : 0;
  }

  #fold(): void {
    const steps = this.#steps;
    const half = steps.length / 2;
    for (let at = 0; at < half; at += 1) {
      steps[at] = (steps[at * 2] as number) + (steps[at * 2 + 1] as number);
    }
    steps.fill(0, half);
    this.#used = Math.min(half, Math.ceil(this.#used / 2));
    this.stepSeconds *= 2;
  }
}
