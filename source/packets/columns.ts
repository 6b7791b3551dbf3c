import type { Packet } from '../decode/packet.ts';

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
  readonly length: Uint32Array;
  /** Handed over by the source; the ring may have kept fewer, see `PacketRing.storedLength`. */
  readonly captured: Uint32Array;
  readonly linkType: Uint16Array;
  readonly interfaceId: Uint16Array;

  readonly hasEthernet: Uint8Array;
  readonly ethSrcHigh: Uint16Array;
  readonly ethSrcLow: Int32Array;
  readonly ethDstHigh: Uint16Array;
  readonly ethDstLow: Int32Array;
  readonly etherType: Int32Array;
  readonly vlan: Int16Array;
  readonly addressKind: Uint8Array;
  readonly src0: Int32Array;
  readonly src1: Int32Array;
  readonly src2: Int32Array;
  readonly src3: Int32Array;
  readonly dst0: Int32Array;
  readonly dst1: Int32Array;
  readonly dst2: Int32Array;
  readonly dst3: Int32Array;
  readonly ipProtocol: Int16Array;
  readonly ttl: Int16Array;
  readonly fragment: Uint8Array;
  readonly srcPort: Int32Array;
  readonly dstPort: Int32Array;
  readonly tcpFlags: Int16Array;
  readonly sequence: Int32Array;
  readonly acknowledgment: Int32Array;
  readonly window: Int32Array;
  readonly icmpType: Int16Array;
  readonly icmpCode: Int16Array;
  readonly arpOpcode: Int32Array;
  readonly protocol: Uint16Array;
  readonly networkStart: Int32Array;
  readonly payloadStart: Int32Array;
  readonly payloadLength: Int32Array;
  readonly nameKind: Uint8Array;
  readonly nameStart: Int32Array;
  readonly nameLength: Int32Array;
  /** Index into `reasons`; 0 for packets that keep to their format. */
  readonly malformed: Uint16Array;

  /** Why packets are malformed: the decoders' literals, each once. */
  readonly reasons: string[] = [''];
  readonly #reasonIds = new Map<string, number>([['', 0]]);

  constructor(rows: number) {
    this.seconds = new Float64Array(rows);
    this.nanoseconds = new Int32Array(rows);
    this.length = new Uint32Array(rows);
    this.captured = new Uint32Array(rows);
    this.linkType = new Uint16Array(rows);
    this.interfaceId = new Uint16Array(rows);
    this.hasEthernet = new Uint8Array(rows);
    this.ethSrcHigh = new Uint16Array(rows);
    this.ethSrcLow = new Int32Array(rows);
    this.ethDstHigh = new Uint16Array(rows);
    this.ethDstLow = new Int32Array(rows);
    this.etherType = new Int32Array(rows);
    this.vlan = new Int16Array(rows);
    this.addressKind = new Uint8Array(rows);
    this.src0 = new Int32Array(rows);
    this.src1 = new Int32Array(rows);
    this.src2 = new Int32Array(rows);
    this.src3 = new Int32Array(rows);
    this.dst0 = new Int32Array(rows);
    this.dst1 = new Int32Array(rows);
    this.dst2 = new Int32Array(rows);
    this.dst3 = new Int32Array(rows);
    this.ipProtocol = new Int16Array(rows);
    this.ttl = new Int16Array(rows);
    this.fragment = new Uint8Array(rows);
    this.srcPort = new Int32Array(rows);
    this.dstPort = new Int32Array(rows);
    this.tcpFlags = new Int16Array(rows);
    this.sequence = new Int32Array(rows);
    this.acknowledgment = new Int32Array(rows);
    this.window = new Int32Array(rows);
    this.icmpType = new Int16Array(rows);
    this.icmpCode = new Int16Array(rows);
    this.arpOpcode = new Int32Array(rows);
    this.protocol = new Uint16Array(rows);
    this.networkStart = new Int32Array(rows);
    this.payloadStart = new Int32Array(rows);
    this.payloadLength = new Int32Array(rows);
    this.nameKind = new Uint8Array(rows);
    this.nameStart = new Int32Array(rows);
    this.nameLength = new Int32Array(rows);
    this.malformed = new Uint16Array(rows);
  }

  /** Copies what was decoded into `row`. Allocates nothing (a reason never seen before excepted). */
  store(row: number, p: Packet): void {
    this.seconds[row] = p.seconds;
    this.nanoseconds[row] = p.nanoseconds;
    this.length[row] = p.length;
    this.captured[row] = p.end - p.start;
    this.linkType[row] = p.linkType;
    this.interfaceId[row] = p.interfaceId;
    this.hasEthernet[row] = p.hasEthernet;
    this.ethSrcHigh[row] = p.ethSrcHigh;
    this.ethSrcLow[row] = p.ethSrcLow;
    this.ethDstHigh[row] = p.ethDstHigh;
    this.ethDstLow[row] = p.ethDstLow;
    this.etherType[row] = p.etherType;
    this.vlan[row] = p.vlan;
    this.addressKind[row] = p.addressKind;
    this.src0[row] = p.src0;
    this.src1[row] = p.src1;
    this.src2[row] = p.src2;
    this.src3[row] = p.src3;
    this.dst0[row] = p.dst0;
    this.dst1[row] = p.dst1;
    this.dst2[row] = p.dst2;
    this.dst3[row] = p.dst3;
    this.ipProtocol[row] = p.ipProtocol;
    this.ttl[row] = p.ttl;
    this.fragment[row] = p.fragment;
    this.srcPort[row] = p.srcPort;
    this.dstPort[row] = p.dstPort;
    this.tcpFlags[row] = p.tcpFlags;
    this.sequence[row] = p.sequence;
    this.acknowledgment[row] = p.acknowledgment;
    this.window[row] = p.window;
    this.icmpType[row] = p.icmpType;
    this.icmpCode[row] = p.icmpCode;
    this.arpOpcode[row] = p.arpOpcode;
    this.protocol[row] = p.protocol;
    this.networkStart[row] = p.networkStart;
    this.payloadStart[row] = p.payloadStart;
    this.payloadLength[row] = p.payloadLength;
    this.nameKind[row] = p.nameKind;
    this.nameStart[row] = p.nameStart;
    this.nameLength[row] = p.nameLength;
    this.malformed[row] = p.malformed === '' ? 0 : this.#reasonId(p.malformed);
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

  /** Bytes all arrays take. */
  get memoryBytes(): number {
    let bytes = 0;
    for (const value of Object.values(this)) if (ArrayBuffer.isView(value)) bytes += value.byteLength;
    return bytes;
  }

  #reasonId(reason: string): number {
    const known = this.#reasonIds.get(reason);
    if (known !== undefined) return known;
    const id = this.reasons.push(reason) - 1;
    this.#reasonIds.set(reason, id);
    return id;
  }
}
