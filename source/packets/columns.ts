import type { Packet } from '../decode/packet.ts';

const wordsPerLine = 16;
/**
 * Columns that all began at the start of a page would compete for the same few places in the processor's
 * cache: an odd number of lines between them spreads them (measured: writing a row takes a third of the time).
 */
const staggerWords = 5 * wordsPerLine;
/** How many columns there are beside `seconds`. */
const wordColumns = 41;

/**
 * Decoded packets as columns: one typed array per field of `Packet`, one row per packet, all of it allocated
 * once. Loops over many packets read the arrays directly; the meaning of each value is that of the field of
 * the same name in `Packet` (-1 for "has none", addresses and sequence numbers as int32).
 */
export class PacketColumns {
  /** Whole seconds since 1970; a double, because files may hold any 64-bit value. */
  readonly seconds: Float64Array;
  readonly nanoseconds: Int32Array;
  /** On the wire. */
  readonly length: Int32Array;
  /** Handed over by the source; the ring may have kept fewer, see `PacketRing.storedLength`. */
  readonly captured: Int32Array;
  readonly linkType: Int32Array;
  readonly interfaceId: Int32Array;

  readonly hasEthernet: Int32Array;
  readonly ethSrcHigh: Int32Array;
  readonly ethSrcLow: Int32Array;
  readonly ethDstHigh: Int32Array;
  readonly ethDstLow: Int32Array;
  readonly etherType: Int32Array;
  readonly vlan: Int32Array;
  readonly addressKind: Int32Array;
  readonly src0: Int32Array;
  readonly src1: Int32Array;
  readonly src2: Int32Array;
  readonly src3: Int32Array;
  readonly dst0: Int32Array;
  readonly dst1: Int32Array;
  readonly dst2: Int32Array;
  readonly dst3: Int32Array;
  readonly ipProtocol: Int32Array;
  readonly ttl: Int32Array;
  readonly fragment: Int32Array;
  readonly srcPort: Int32Array;
  readonly dstPort: Int32Array;
  readonly tcpFlags: Int32Array;
  readonly sequence: Int32Array;
  readonly acknowledgment: Int32Array;
  readonly window: Int32Array;
  readonly icmpType: Int32Array;
  readonly icmpCode: Int32Array;
  readonly arpOpcode: Int32Array;
  readonly protocol: Int32Array;
  readonly networkStart: Int32Array;
  readonly payloadStart: Int32Array;
  readonly payloadLength: Int32Array;
  readonly nameKind: Int32Array;
  readonly nameStart: Int32Array;
  readonly nameLength: Int32Array;
  /** Index into `reasons`; 0 for packets that keep to their format. */
  readonly malformed: Int32Array;

  /** Bytes all columns take together. */
  readonly memoryBytes: number;

  /** Why packets are malformed: the decoders' literals, each once. */
  readonly reasons: string[] = [''];
  readonly #words: Int32Array;
  /** Words from a row of one column to the same row of the next. */
  readonly #stride: number;
  readonly #reasonIds = new Map<string, number>([['', 0]]);

  constructor(rows: number) {
    // Rows of one column follow each other; the columns lie one behind the other in one memory, so that
    // `store` walks through it with a single array and one addition per column.
    this.#stride = Math.ceil(rows / wordsPerLine) * wordsPerLine + staggerWords;
    this.#words = new Int32Array(this.#stride * wordColumns);
    this.memoryBytes = this.#words.byteLength + rows * Float64Array.BYTES_PER_ELEMENT;
    let next = 0;
    const column = (): Int32Array => {
      const start = next;
      next += this.#stride;
      return this.#words.subarray(start, start + rows);
    };
    this.seconds = new Float64Array(rows);
    this.nanoseconds = column();
    this.length = column();
    this.captured = column();
    this.linkType = column();
    this.interfaceId = column();
    this.hasEthernet = column();
    this.ethSrcHigh = column();
    this.ethSrcLow = column();
    this.ethDstHigh = column();
    this.ethDstLow = column();
    this.etherType = column();
    this.vlan = column();
    this.addressKind = column();
    this.src0 = column();
    this.src1 = column();
    this.src2 = column();
    this.src3 = column();
    this.dst0 = column();
    this.dst1 = column();
    this.dst2 = column();
    this.dst3 = column();
    this.ipProtocol = column();
    this.ttl = column();
    this.fragment = column();
    this.srcPort = column();
    this.dstPort = column();
    this.tcpFlags = column();
    this.sequence = column();
    this.acknowledgment = column();
    this.window = column();
    this.icmpType = column();
    this.icmpCode = column();
    this.arpOpcode = column();
    this.protocol = column();
    this.networkStart = column();
    this.payloadStart = column();
    this.payloadLength = column();
    this.nameKind = column();
    this.nameStart = column();
    this.nameLength = column();
    this.malformed = column();
  }

  /** Copies what was decoded into `row`, in the order of the columns. Allocates nothing (a reason never seen before excepted). */
  store(row: number, p: Packet): void {
    const words = this.#words;
    const stride = this.#stride;
    this.seconds[row] = p.seconds;
    let at = row;
    words[at] = p.nanoseconds;
    at += stride;
    words[at] = p.length;
    at += stride;
    words[at] = p.end - p.start;
    at += stride;
    words[at] = p.linkType;
    at += stride;
    words[at] = p.interfaceId;
    at += stride;
    words[at] = p.hasEthernet;
    at += stride;
    words[at] = p.ethSrcHigh;
    at += stride;
    words[at] = p.ethSrcLow;
    at += stride;
    words[at] = p.ethDstHigh;
    at += stride;
    words[at] = p.ethDstLow;
    at += stride;
    words[at] = p.etherType;
    at += stride;
    words[at] = p.vlan;
    at += stride;
    words[at] = p.addressKind;
    at += stride;
    words[at] = p.src0;
    at += stride;
    words[at] = p.src1;
    at += stride;
    words[at] = p.src2;
    at += stride;
    words[at] = p.src3;
    at += stride;
    words[at] = p.dst0;
    at += stride;
    words[at] = p.dst1;
    at += stride;
    words[at] = p.dst2;
    at += stride;
    words[at] = p.dst3;
    at += stride;
    words[at] = p.ipProtocol;
    at += stride;
    words[at] = p.ttl;
    at += stride;
    words[at] = p.fragment;
    at += stride;
    words[at] = p.srcPort;
    at += stride;
    words[at] = p.dstPort;
    at += stride;
    words[at] = p.tcpFlags;
    at += stride;
    words[at] = p.sequence;
    at += stride;
    words[at] = p.acknowledgment;
    at += stride;
    words[at] = p.window;
    at += stride;
    words[at] = p.icmpType;
    at += stride;
    words[at] = p.icmpCode;
    at += stride;
    words[at] = p.arpOpcode;
    at += stride;
    words[at] = p.protocol;
    at += stride;
    words[at] = p.networkStart;
    at += stride;
    words[at] = p.payloadStart;
    at += stride;
    words[at] = p.payloadLength;
    at += stride;
    words[at] = p.nameKind;
    at += stride;
    words[at] = p.nameStart;
    at += stride;
    words[at] = p.nameLength;
    at += stride;
    words[at] = p.malformed === '' ? 0 : this.#reasonId(p.malformed);
  }

  /** Puts the columns of `row` back into `p`, as if it had just been decoded (without info and tree). */
  restore(row: number, p: Packet): void {
    p.reset();
    p.seconds = this.seconds[row] as number;
    p.nanoseconds = this.nanoseconds[row] as number;
    p.length = this.length[row] as number;
    p.linkType = this.linkType[row] as number;
    p.interfaceId = this.interfaceId[row] as number;
    p.hasEthernet = this.hasEthernet[row] as number;
    p.ethSrcHigh = this.ethSrcHigh[row] as number;
    p.ethSrcLow = this.ethSrcLow[row] as number;
    p.ethDstHigh = this.ethDstHigh[row] as number;
    p.ethDstLow = this.ethDstLow[row] as number;
    p.etherType = this.etherType[row] as number;
    p.vlan = this.vlan[row] as number;
    p.addressKind = this.addressKind[row] as number;
    p.src0 = this.src0[row] as number;
    p.src1 = this.src1[row] as number;
    p.src2 = this.src2[row] as number;
    p.src3 = this.src3[row] as number;
    p.dst0 = this.dst0[row] as number;
    p.dst1 = this.dst1[row] as number;
    p.dst2 = this.dst2[row] as number;
    p.dst3 = this.dst3[row] as number;
    p.ipProtocol = this.ipProtocol[row] as number;
    p.ttl = this.ttl[row] as number;
    p.fragment = this.fragment[row] as number;
    p.srcPort = this.srcPort[row] as number;
    p.dstPort = this.dstPort[row] as number;
    p.tcpFlags = this.tcpFlags[row] as number;
    p.sequence = this.sequence[row] as number;
    p.acknowledgment = this.acknowledgment[row] as number;
    p.window = this.window[row] as number;
    p.icmpType = this.icmpType[row] as number;
    p.icmpCode = this.icmpCode[row] as number;
    p.arpOpcode = this.arpOpcode[row] as number;
    p.protocol = this.protocol[row] as number;
    p.networkStart = this.networkStart[row] as number;
    p.payloadStart = this.payloadStart[row] as number;
    p.payloadLength = this.payloadLength[row] as number;
    p.nameKind = this.nameKind[row] as number;
    p.nameStart = this.nameStart[row] as number;
    p.nameLength = this.nameLength[row] as number;
    p.malformed = this.reasons[this.malformed[row] as number] ?? '';
  }

  #reasonId(reason: string): number {
    const known = this.#reasonIds.get(reason);
    if (known !== undefined) return known;
    const id = this.reasons.push(reason) - 1;
    this.#reasonIds.set(reason, id);
    return id;
  }
}
