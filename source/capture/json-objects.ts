const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** A record is a few hundred bytes; an object longer than this is not one. */
const maxObjectBytes = 64 * 1024;

/**
 * Cuts a stream of bytes into the JSON objects at its outermost level, whether they stand in an array, one
 * per line or with commas between: nothing but whole objects is ever held.
 */
export class JsonObjectSplitter {
  /** Set when an object was too long to be a record; nothing comes after it. */
  failed = false;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;

  /** True when the input so far ends inside an object. */
  get isInsideObject(): boolean {
    return this.#depth > 0;
  }

  /** Calls `found` with the text of each object that `chunk` completes. */
  push(chunk: Uint8Array, found: (text: string) => void): void {
    let start = this.#depth > 0 ? 0 : -1;
    for (let at = 0; at < chunk.length && !this.failed; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) this.#inString = false;
      } else if (byte === quote) this.#inString = this.#depth > 0;
      else if (byte === openBrace) {
        if (this.#depth === 0) start = at;
        this.#depth += 1;
      } else if (byte === closeBrace && this.#depth > 0) {
        this.#depth -= 1;
        if (this.#depth === 0) {
          this.#keep(chunk.subarray(start, at + 1));
          found(Buffer.concat(this.#pending).toString('utf8'));
          this.#pending = [];
          this.#pendingBytes = 0;
          start = -1;
        }
      }
    }
    if (start >= 0) this.#keep(chunk.slice(start));
  }

  #keep(part: Uint8Array): void {
    this.#pending.push(part);
    this.#pendingBytes += part.length;
    if (this.#pendingBytes > maxObjectBytes) this.failed = true;
  }
}
