/**
 * The field tree of one packet: a flat list in drawing order, each node with its byte range so that tree
 * and hex dump can light each other up. Built only for a packet a person opened; decoders write
 * `p.tree?.field(…)`, so that without a tree not even the arguments are computed.
 */

export type TreeNode = {
  readonly depth: number;
  readonly label: string;
  /** Empty for headings. */
  readonly value: string;
  /** Counted from the first byte of the packet. */
  readonly start: number;
  readonly length: number;
  /** The filter-language field this value can be filtered by, e.g. `ip.src`. */
  readonly filter?: string;
};

/** Hostile packets can ask for any number of fields; nobody reads more than this. */
const maxNodes = 2000;

export class Tree {
  readonly nodes: TreeNode[] = [];
  /** Set when fields were left out because there were too many. */
  overflowed = false;
  private depth = 0;
  private readonly base: number;
  private readonly limit: number;

  /** `packetStart` and `packetEnd` are positions in the memory the decoders read from. */
  constructor(packetStart: number, packetEnd: number) {
    this.base = packetStart;
    this.limit = packetEnd - packetStart;
  }

  /** Begins a protocol at the outermost level; groups left open before are closed. */
  layer(label: string, start: number, end: number): void {
    this.depth = 0;
    this.push(label, '', start, end - start);
    this.depth = 1;
  }

  field(
    label: string,
    value: string | number | bigint,
    start: number,
    length: number,
    filter?: string,
  ): void {
    this.push(label, typeof value === 'string' ? value : String(value), start, length, filter);
  }

  /** Begins a group below the current level; end it with `close`. */
  open(label: string, value: string, start: number, length: number): void {
    this.push(label, value, start, length);
    this.depth += 1;
  }

  close(): void {
    if (this.depth > 1) this.depth -= 1;
  }

  private push(label: string, value: string, start: number, length: number, filter?: string): void {
    if (this.nodes.length >= maxNodes) {
      this.overflowed = true;
      return;
    }
    const from = Math.max(0, Math.min(start - this.base, this.limit));
    const size = Math.max(0, Math.min(length, this.limit - from));
    const node = { depth: this.depth, label, value, start: from, length: size };
    this.nodes.push(filter === undefined ? node : { ...node, filter });
  }
}
