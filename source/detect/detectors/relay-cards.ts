const capacity = 16;
/** A host may have several addresses that look like those of others; a router is there for many. */
const fewestOthers = 4;

/** Network cards that pass on what hosts from elsewhere send: those of routers. */
export class RelayCards {
  readonly #high = new Uint16Array(capacity);
  readonly #low = new Int32Array(capacity);
  readonly #latest = new Int32Array(capacity);
  readonly #others = new Uint8Array(capacity);
  #used = 0;
  #next = 0;

  /** Somebody from elsewhere sends or is sent something by way of this card. Allocates nothing. */
  meet(high: number, low: number, other: number): void {
    const at = this.#find(high, low);
    if (at < 0) this.#begin(high, low, other);
    else if (this.#latest[at] !== other && (this.#others[at] as number) < fewestOthers) {
      this.#latest[at] = other;
      this.#others[at] = (this.#others[at] as number) + 1;
    }
  }

  has(high: number, low: number): boolean {
    const at = this.#find(high, low);
    return at >= 0 && (this.#others[at] as number) >= fewestOthers;
  }

  #find(high: number, low: number): number {
    for (let at = 0; at < this.#used; at += 1)
      if (this.#low[at] === low && this.#high[at] === high) return at;
    return -1;
  }

  /** Known routers stay as long as there is anybody else to give up. */
  #begin(high: number, low: number, other: number): void {
    let at = this.#used;
    if (at < capacity) this.#used += 1;
    else {
      at = this.#next;
      this.#next = (this.#next + 1) % capacity;
      if ((this.#others[at] as number) >= fewestOthers) return;
    }
    this.#high[at] = high;
    this.#low[at] = low;
    this.#latest[at] = other;
    this.#others[at] = 1;
  }
}
