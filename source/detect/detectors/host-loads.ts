import type { HostTable } from '../../flows/host-table.ts';

const windowSeconds = 60;
const bucketSeconds = 10;
const buckets = windowSeconds / bucketSeconds;
/** Hosts looked at in one second. Who floods from made-up addresses makes more, each of them with next to nothing. */
const mostHosts = 2048;

/**
 * What every host sent and got, each second and over the last minute, read off the host table: nothing is counted for
 * each packet. Hosts active in the second that has just ended can be walked through.
 */
export class HostLoads {
  readonly windowSeconds = windowSeconds;
  readonly #hosts: HostTable;
  readonly #number: Int32Array;
  readonly #packets: Float64Array;
  readonly #bytes: Float64Array;
  readonly #minute: Float32Array;
  readonly #bucket: Int32Array;
  readonly active = new Int32Array(mostHosts);
  /** Packets of each of the active ones in the second. */
  readonly rate = new Float64Array(mostHosts);
  activeCount = 0;
  /** Seconds by which the clock runs ahead of the times in tables. */
  ahead = 0;
  #updatedAt = 0;

  constructor(hosts: HostTable) {
    this.#hosts = hosts;
    const { capacity } = hosts.slots;
    this.#number = new Int32Array(capacity);
    this.#packets = new Float64Array(capacity);
    this.#bytes = new Float64Array(capacity);
    this.#minute = new Float32Array(capacity * buckets);
    this.#bucket = new Int32Array(capacity);
  }

  get memoryBytes(): number {
    return this.#number.byteLength * 2 + this.#packets.byteLength * 2 + this.#minute.byteLength;
  }

  /** Once a second, before anybody asks. */
  update(now: number): void {
    const hosts = this.#hosts;
    const passed = Math.max(1, now - this.#updatedAt);
    const since = now - passed - this.ahead;
    this.#updatedAt = now;
    this.activeCount = 0;
    for (let host = hosts.slots.newest; host >= 0; host = hosts.slots.before(host)) {
      if (this.activeCount >= mostHosts || (hosts.last[host] as number) < since) break;
      const packets = (hosts.packetsIn[host] as number) + (hosts.packetsOut[host] as number);
      const bytes = (hosts.bytesIn[host] as number) + (hosts.bytesOut[host] as number);
      const isKnown = this.#number[host] === hosts.number[host];
      if (!isKnown) this.#begin(host, now);
      const sent = packets - (this.#packets[host] as number);
      this.#add(host, bytes - (this.#bytes[host] as number), now);
      this.#packets[host] = packets;
      this.#bytes[host] = bytes;
      this.active[this.activeCount] = host;
      // After a silence it is not known in which second they came; they came in one most likely.
      this.rate[this.activeCount] = sent;
      this.activeCount += 1;
    }
  }

  /** Bytes to and from a host in the last minute. */
  minuteBytes(host: number): number {
    let sum = 0;
    for (let at = host * buckets; at < (host + 1) * buckets; at += 1) sum += this.#minute[at] as number;
    return sum;
  }

  #begin(host: number, now: number): void {
    this.#number[host] = this.#hosts.number[host] as number;
    this.#packets[host] = 0;
    this.#bytes[host] = 0;
    this.#bucket[host] = Math.floor(now / bucketSeconds) | 0;
    this.#minute.fill(0, host * buckets, (host + 1) * buckets);
  }

  #add(host: number, bytes: number, now: number): void {
    const bucket = Math.floor(now / bucketSeconds) | 0;
    const passed = bucket - (this.#bucket[host] as number);
    const from = host * buckets;
    if (passed < 0 || passed >= buckets) this.#minute.fill(0, from, from + buckets);
    else {
      for (let step = 0; step < passed; step += 1) this.#minute[from + ((bucket - step) % buckets)] = 0;
    }
    this.#bucket[host] = bucket;
    const at = from + (bucket % buckets);
    this.#minute[at] = (this.#minute[at] as number) + bytes;
  }
}
