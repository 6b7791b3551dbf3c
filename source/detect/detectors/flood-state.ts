import type { HostTable } from '../../flows/host-table.ts';

const lastingSeconds = 3;

/** Who is being flooded at this moment: the other detectors of volume then look on differently. */
export class FloodState {
  readonly #hosts: HostTable;
  readonly #number: Int32Array;
  readonly #until: Int32Array;

  constructor(hosts: HostTable) {
    this.#hosts = hosts;
    this.#number = new Int32Array(hosts.slots.capacity);
    this.#until = new Int32Array(hosts.slots.capacity);
  }

  get memoryBytes(): number {
    return this.#number.byteLength + this.#until.byteLength;
  }

  note(host: number, now: number): void {
    this.#number[host] = this.#hosts.number[host] as number;
    this.#until[host] = now + lastingSeconds;
  }

  isFlooded(host: number, now: number): boolean {
    const until = this.#until[host] as number;
    // Far ahead: time has stepped back since.
    if (until < now || until - now > lastingSeconds) return false;
    return this.#number[host] === this.#hosts.number[host];
  }

  /** Whether it was flooded, or did so, within the last `seconds`. */
  wasFlooded(host: number, now: number, seconds: number): boolean {
    const passed = now - (this.#until[host] as number);
    if (passed < -lastingSeconds || passed > seconds) return false;
    return this.#number[host] === this.#hosts.number[host];
  }
}
